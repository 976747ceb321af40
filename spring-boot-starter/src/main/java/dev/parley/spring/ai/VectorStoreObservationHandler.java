package dev.parley.spring.ai;

import dev.parley.sdk.instrumentation.CallContent;
import dev.parley.spring.observation.ObservedSpans;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.opentelemetry.api.common.AttributeKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.ai.document.Document;
import org.springframework.ai.vectorstore.observation.VectorStoreObservationContext;

/** What a search in a store of vectors has found, with ids and scores. */
final class VectorStoreObservationHandler
    implements ObservationHandler<VectorStoreObservationContext> {
  private static final AttributeKey<String> DOCUMENTS =
      AttributeKey.stringKey("db.vector.query.response.documents");

  private final CallContent content;

  VectorStoreObservationHandler(CallContent content) {
    this.content = content;
  }

  @Override
  public boolean supportsContext(Observation.Context observation) {
    return observation instanceof VectorStoreObservationContext;
  }

  @Override
  public void onStop(VectorStoreObservationContext observation) {
    Quietly.run(
        () -> {
          List<Document> found = observation.getQueryResponse();
          if (found != null && !found.isEmpty()) {
            List<Object> documents = new ArrayList<>();
            found.forEach(document -> documents.add(told(document)));
            content.write(ObservedSpans.span(observation), DOCUMENTS, documents);
          }
        });
  }

  private static Map<String, Object> told(Document document) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("id", document.getId());
    if (document.getScore() != null) {
      map.put("score", document.getScore());
    }
    if (document.getText() != null) {
      map.put("content", document.getText());
    }
    return map;
  }
}
