package dev.parley.sdk;

import dev.parley.sdk.instrumentation.GenAiAttributes;
import dev.parley.sdk.instrumentation.Json;
import io.opentelemetry.api.common.AttributeKey;
import org.jspecify.annotations.Nullable;

/** Writes a tool's arguments and result, under the conventions' names and the earlier ones. */
final class ToolAttributes {
  private ToolAttributes() {}

  /** The arguments as they may be recorded; null where they must not. */
  static @Nullable RecordedText arguments(Parley parley, Object value) {
    RecordedText text =
        RecordedText.of(
            parley,
            GenAiAttributes.FUNCTION_CALL_ARGUMENTS.getKey(),
            () -> ToolText.arguments(value));
    // What had to be cut becomes a JSON text of its beginning, and so stays JSON.
    return text == null || !text.truncated()
        ? text
        : new RecordedText(Json.write(text.text()), text.length(), true);
  }

  /** The result as it may be recorded; null where it must not. */
  static @Nullable RecordedText result(Parley parley, Object value) {
    return RecordedText.of(
        parley, GenAiAttributes.FUNCTION_CALL_RESULT.getKey(), () -> ToolText.result(value));
  }

  static void writeArguments(SpanWriter span, Parley parley, Object value) {
    if (span.span().isRecording()) {
      write(
          span,
          arguments(parley, value),
          GenAiAttributes.TOOL_CALL_ARGUMENTS,
          GenAiAttributes.FUNCTION_CALL_ARGUMENTS);
    }
  }

  static void writeResult(SpanWriter span, Parley parley, Object value) {
    if (span.span().isRecording()) {
      write(
          span,
          result(parley, value),
          GenAiAttributes.TOOL_CALL_RESULT,
          GenAiAttributes.FUNCTION_CALL_RESULT);
    }
  }

  private static void write(
      SpanWriter span,
      @Nullable RecordedText text,
      AttributeKey<String> key,
      AttributeKey<String> earlierKey) {
    if (text != null) {
      text.write(span, key);
      span.set(earlierKey, text.text());
    }
  }
}
