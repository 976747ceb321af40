package dev.parley.sdk.internal.bridge;

import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.internal.ExtendedSpanProcessor;

/**
 * Writes the content while a span is ending and can still be written to. The interface is internal
 * to the SDK; without it, content is written as it comes.
 */
final class WritingSpanProcessor extends ReleasingSpanProcessor implements ExtendedSpanProcessor {
  WritingSpanProcessor(LogBridge bridge) {
    super(bridge);
  }

  @Override
  public void onEnding(ReadWriteSpan span) {
    bridge().ending(span);
  }

  @Override
  public boolean isOnEndingRequired() {
    return true;
  }
}
