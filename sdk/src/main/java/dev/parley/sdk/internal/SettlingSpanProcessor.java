package dev.parley.sdk.internal;

import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.internal.ExtendedSpanProcessor;

/**
 * Settles a span while it is ending and can still be written to, whichever order the processors
 * have. The interface is internal to the SDK, hence {@link Enrichment#canWriteOnEnding}.
 */
final class SettlingSpanProcessor extends ContextSpanProcessor implements ExtendedSpanProcessor {
  SettlingSpanProcessor(SpanEnrichment enrichment) {
    super(enrichment);
  }

  @Override
  public void onEnding(ReadWriteSpan span) {
    enrichment.ending(span);
  }

  @Override
  public boolean isOnEndingRequired() {
    return true;
  }

  @Override
  public boolean isEndRequired() {
    return false;
  }
}
