package dev.parley.instrumentation.langchain4j;

import dev.langchain4j.model.embedding.request.EmbeddingRequest;
import dev.parley.instrumentation.internal.Question;
import io.opentelemetry.api.trace.Span;

/**
 * What is to be embedded, but for the texts: nobody says them in the conversation, and a retriever
 * tells its query by itself.
 */
record EmbeddingQuestion(EmbeddingRequest request) implements Question {

  @Override
  public void options(Span span) {
    Integer dimensions = request.dimensions();
    if (dimensions != null) {
      span.setAttribute("gen_ai.embeddings.dimension.count", dimensions.longValue());
    }
  }
}
