package dev.parley.sdk.internal.bridge;

import dev.parley.sdk.MessageFormat;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The spans that events have told about and whose end has not been seen. Bounded, for ends may
 * never be seen: spans that have ended go first, then the oldest. Thread-safe.
 */
final class OpenSpans {
  static final int MAX_SPANS = 1_000;

  private final Map<ReadableSpan, SpanContent> contents = new LinkedHashMap<>();

  /** So that the end of a span without events costs one read. */
  private volatile int size;

  synchronized SpanContent content(ReadWriteSpan span, ContentFilter filter, MessageFormat format) {
    SpanContent content = contents.get(span);
    if (content == null) {
      makeRoom();
      content = new SpanContent(span, filter, format);
      contents.put(span, content);
      size = contents.size();
    }
    return content;
  }

  @Nullable SpanContent remove(ReadableSpan span) {
    return size == 0 ? null : removeHeld(span);
  }

  private synchronized @Nullable SpanContent removeHeld(ReadableSpan span) {
    SpanContent content = contents.remove(span);
    size = contents.size();
    return content;
  }

  synchronized void clear() {
    contents.clear();
    size = 0;
  }

  int size() {
    return size;
  }

  private void makeRoom() {
    if (contents.size() >= MAX_SPANS) {
      contents.keySet().removeIf(ReadableSpan::hasEnded);
    }
    if (contents.size() >= MAX_SPANS) {
      contents.remove(contents.keySet().iterator().next());
    }
  }
}
