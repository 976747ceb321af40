package dev.parley.sdk.internal.bridge;

import dev.parley.sdk.MessageFormat;
import dev.parley.sdk.Redactor;
import dev.parley.sdk.instrumentation.GenAiAttributes;
import dev.parley.sdk.instrumentation.Json;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Content that is handed over, in place of told by an event, written in the same ways. */
public final class CallMessages {
  private final ContentFilter filter;
  private final MessageFormat format;

  /**
   * @param maxLength of one message's content, in characters
   */
  public CallMessages(boolean captures, int maxLength, Redactor redactor, MessageFormat format) {
    this.filter = new ContentFilter(captures, Math.max(maxLength, 0), redactor);
    this.format = format;
  }

  /** Messages in the current conventions' form, onto the span of their call. */
  public void write(ReadWriteSpan span, List<?> input, List<?> output) {
    new SpanContent(span, filter, format)
        .details(
            Attributes.empty(),
            Map.of(
                GenAiAttributes.INPUT_MESSAGES.getKey(), input,
                GenAiAttributes.OUTPUT_MESSAGES.getKey(), output),
            false);
  }

  /** Text as it stands and anything else as JSON; null where nothing may be recorded. */
  public @Nullable String text(String key, @Nullable Object content) {
    Object kept = filter.content(key, content).value();
    return kept == null || kept instanceof String ? (String) kept : Json.write(kept);
  }
}
