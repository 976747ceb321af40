package dev.parley.sdk.internal.bridge;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;

/** Lets go of what is kept of a span when the span has ended. */
class ReleasingSpanProcessor implements SpanProcessor {
  private final LogBridge bridge;

  ReleasingSpanProcessor(LogBridge bridge) {
    this.bridge = bridge;
  }

  LogBridge bridge() {
    return bridge;
  }

  @Override
  public void onStart(Context parent, ReadWriteSpan span) {}

  @Override
  public boolean isStartRequired() {
    return false;
  }

  /** Also after the content was written: an event may have come in between. */
  @Override
  public void onEnd(ReadableSpan span) {
    bridge.ended(span);
  }

  @Override
  public boolean isEndRequired() {
    return true;
  }
}
