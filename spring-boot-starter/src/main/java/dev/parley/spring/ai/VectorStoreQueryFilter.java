package dev.parley.spring.ai;

import dev.parley.sdk.instrumentation.CallContent;
import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationFilter;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.vectorstore.observation.VectorStoreObservationContext;

/**
 * Spring AI writes what a store of vectors is asked whether or not content is to be recorded. Here
 * it is left out where it is not, and redacted and cut where it is.
 */
final class VectorStoreQueryFilter implements ObservationFilter {
  private static final String QUERY = "db.vector.query.content";

  private final CallContent content;

  VectorStoreQueryFilter(CallContent content) {
    this.content = content;
  }

  @Override
  public Observation.Context map(Observation.Context observation) {
    if (observation instanceof VectorStoreObservationContext) {
      KeyValue query = observation.getHighCardinalityKeyValue(QUERY);
      if (query != null) {
        @Nullable String allowed = content.allowed(QUERY, query.getValue());
        observation.removeHighCardinalityKeyValue(QUERY);
        if (allowed != null) {
          observation.addHighCardinalityKeyValue(KeyValue.of(QUERY, allowed));
        }
      }
    }
    return observation;
  }
}
