package dev.parley.sdk.internal;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;

/** Writes the context onto every span that starts. Never throws. */
class ContextSpanProcessor implements SpanProcessor {
  private final Guard guard = new Guard("Writing the context onto a span");
  private final StartAttributes attributes;

  ContextSpanProcessor(TurnCounters counters) {
    this.attributes = new StartAttributes(counters);
  }

  @Override
  public void onStart(Context parent, ReadWriteSpan span) {
    guard.run(
        () -> {
          ContextRecord context = ContextRecord.inOrNull(parent);
          if (context != null) {
            attributes.write(context, span);
          }
        });
  }

  @Override
  public boolean isStartRequired() {
    return true;
  }

  @Override
  public void onEnd(ReadableSpan span) {}

  @Override
  public boolean isEndRequired() {
    return false;
  }
}
