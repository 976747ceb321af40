package dev.parley.instrumentation.langchain4j;

import dev.langchain4j.model.embedding.response.EmbeddingResponse;
import dev.langchain4j.model.embedding.response.EmbeddingResponseMetadata;
import dev.parley.instrumentation.internal.Answer;
import dev.parley.pricing.Usage;
import org.jspecify.annotations.Nullable;

/**
 * What was told of embeddings, but for their vectors.
 *
 * @param provider canonical; null if unknown
 */
record EmbeddingAnswer(EmbeddingResponse response, @Nullable String provider) implements Answer {

  @Override
  public @Nullable String model() {
    EmbeddingResponseMetadata metadata = response.metadata();
    return metadata == null || "unknown".equals(metadata.modelName()) ? null : metadata.modelName();
  }

  @Override
  public Usage usage() {
    EmbeddingResponseMetadata metadata = response.metadata();
    return TokenCounts.of(metadata == null ? null : metadata.tokenUsage(), provider);
  }
}
