package dev.parley.sdk.internal;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;

/** Writes the context onto every span that starts and counts those that end. Never throws. */
class ContextSpanProcessor implements SpanProcessor {
  final SpanEnrichment enrichment;

  ContextSpanProcessor(SpanEnrichment enrichment) {
    this.enrichment = enrichment;
  }

  @Override
  public void onStart(Context parent, ReadWriteSpan span) {
    enrichment.started(parent, span);
  }

  @Override
  public boolean isStartRequired() {
    return true;
  }

  @Override
  public void onEnd(ReadableSpan span) {
    enrichment.ended(span);
  }

  @Override
  public boolean isEndRequired() {
    return true;
  }
}
