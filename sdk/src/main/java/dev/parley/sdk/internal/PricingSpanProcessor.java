package dev.parley.sdk.internal;

import dev.parley.sdk.instrumentation.GenAiAttributes;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.internal.ExtendedSpanProcessor;

/**
 * Adds the cost while a span is ending and can still be written to, whichever order the processors
 * have. The interface is internal to the SDK, hence {@link Enrichment#canWriteOnEnding}.
 */
final class PricingSpanProcessor extends ContextSpanProcessor implements ExtendedSpanProcessor {
  private final Guard guard = new Guard("Pricing a span");
  private final CostEstimate cost;

  PricingSpanProcessor(TurnCounters counters, CostEstimate cost) {
    super(counters);
    this.cost = cost;
  }

  @Override
  public void onEnding(ReadWriteSpan span) {
    guard.run(
        () -> {
          if (span.getAttribute(GenAiAttributes.REQUEST_MODEL) == null
              && span.getAttribute(GenAiAttributes.RESPONSE_MODEL) == null) {
            return;
          }
          Attributes more = cost.of(span.getAttributes(), span.toSpanData().getStartEpochNanos());
          if (more != null) {
            span.setAllAttributes(more);
          }
        });
  }

  @Override
  public boolean isOnEndingRequired() {
    return true;
  }
}
