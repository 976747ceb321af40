package dev.parley.sdk;

import dev.parley.sdk.instrumentation.GenAiAttributes;
import dev.parley.sdk.instrumentation.Json;
import io.opentelemetry.api.common.AttributeKey;

/** Writes a tool's arguments and result, under the conventions' names and the earlier ones. */
final class ToolAttributes {
  private ToolAttributes() {}

  /** Arguments that must be cut become a JSON text of their beginning, and stay JSON. */
  static void arguments(SpanWriter span, Parley parley, Object value) {
    RecordedText text =
        RecordedText.of(
            parley,
            GenAiAttributes.FUNCTION_CALL_ARGUMENTS.getKey(),
            ToolText.arguments(value),
            RecordedText.DEFAULT_LIMIT);
    if (text != null) {
      write(
          span,
          GenAiAttributes.TOOL_CALL_ARGUMENTS,
          GenAiAttributes.FUNCTION_CALL_ARGUMENTS,
          text.truncated() ? Json.write(text.text()) : text.text(),
          text);
    }
  }

  static void result(SpanWriter span, Parley parley, Object value) {
    RecordedText text =
        RecordedText.of(
            parley,
            GenAiAttributes.FUNCTION_CALL_RESULT.getKey(),
            ToolText.result(value),
            RecordedText.DEFAULT_LIMIT);
    if (text != null) {
      write(
          span,
          GenAiAttributes.TOOL_CALL_RESULT,
          GenAiAttributes.FUNCTION_CALL_RESULT,
          text.text(),
          text);
    }
  }

  private static void write(
      SpanWriter span,
      AttributeKey<String> key,
      AttributeKey<String> earlierKey,
      String value,
      RecordedText text) {
    span.set(key, value);
    span.set(earlierKey, value);
    if (text.truncated()) {
      span.set(AttributeKey.longKey(key.getKey() + ".length"), (long) text.length());
      span.set(AttributeKey.booleanKey(key.getKey() + ".truncated"), true);
    }
  }
}
