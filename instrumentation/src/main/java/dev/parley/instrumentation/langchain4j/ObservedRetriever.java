package dev.parley.instrumentation.langchain4j;

import dev.langchain4j.rag.content.Content;
import dev.langchain4j.rag.content.ContentMetadata;
import dev.langchain4j.rag.content.retriever.ContentRetriever;
import dev.langchain4j.rag.query.Query;
import dev.parley.sdk.GenAiSpan;
import dev.parley.sdk.StepKind;
import dev.parley.sdk.internal.Guard;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Scope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Stands before a retriever, whose embedding of the query is a step inside. */
record ObservedRetriever(ContentRetriever plain, Recording recording) implements ContentRetriever {
  private static final Guard GUARD = new Guard("Recording what a retriever found");

  private static final AttributeKey<String> QUERY =
      AttributeKey.stringKey("gen_ai.retrieval.query.text");
  private static final AttributeKey<String> DOCUMENTS =
      AttributeKey.stringKey("gen_ai.retrieval.documents");

  static ContentRetriever of(ContentRetriever retriever, Recording recording) {
    return retriever instanceof ObservedRetriever
        ? retriever
        : new ObservedRetriever(retriever, recording);
  }

  @Override
  @SuppressWarnings("try") // Scopes work by being open.
  public List<Content> retrieve(Query query) {
    if (recording.isOff()) {
      return plain.retrieve(query);
    }
    try (Scope around =
        ServiceRun.contextFor(
                query.metadata() == null ? null : query.metadata().invocationContext())
            .makeCurrent()) {
      GenAiSpan span =
          GenAiSpan.of(StepKind.CHAIN, "retrieval")
              .operation("retrieval")
              .on(recording.parley())
              .start();
      List<Content> found;
      try (Scope scope = span.makeCurrent()) {
        found = plain.retrieve(query);
      } catch (Throwable e) {
        span.fail(e);
        throw e;
      }
      GUARD.run(() -> write(span.span(), query, found));
      span.end();
      return found;
    }
  }

  private void write(Span span, Query query, List<Content> found) {
    recording.content().write(span, QUERY, query.text());
    if (recording.content().isCaptured() && found != null) {
      List<Object> documents = new ArrayList<>();
      found.forEach(content -> documents.add(told(content)));
      recording.content().write(span, DOCUMENTS, documents);
    }
  }

  private static Map<String, Object> told(Content content) {
    Map<String, Object> map = new LinkedHashMap<>();
    Map<ContentMetadata, Object> metadata = content.metadata();
    if (metadata.get(ContentMetadata.EMBEDDING_ID) instanceof String id) {
      map.put("id", id);
    }
    if (metadata.get(ContentMetadata.SCORE) instanceof Number score) {
      map.put("score", score);
    }
    map.put("content", content.textSegment().text());
    return map;
  }
}
