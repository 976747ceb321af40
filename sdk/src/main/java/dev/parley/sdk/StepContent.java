package dev.parley.sdk;

import dev.parley.sdk.instrumentation.GenAiAttributes;
import dev.parley.sdk.internal.response.RequestedTool;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes what a step was given and returned: redacted, and cut to a limit, which it says. Does not
 * guard itself.
 */
final class StepContent {
  /** Characters of an input, an output, or a tool's arguments. */
  static final int MAX_CONTENT = 10_000;

  /** Characters of one argument, which the input mostly has in full. */
  static final int MAX_ARGUMENT = 1_000;

  /**
   * Characters of a stream that are kept beyond the limit, for the redactor alone. A secret at the
   * end of what was kept may be there in part, so that the redactor does not know it; the last
   * characters of a text whose end was not kept, as many as these, are never recorded.
   */
  static final int REDACTION_MARGIN = 1_000;

  private static final String NO_OUTPUT = "(no output)";

  private final Span span;
  private final Redactor redactor;

  StepContent(Span span, Redactor redactor) {
    this.span = span;
    this.redactor = redactor;
  }

  void input(Object value) {
    event(GenAiAttributes.PROMPT_EVENT, "gen_ai.prompt", ContentText.of(value), 0);
  }

  void output(@Nullable Object value) {
    String text = value == null ? NO_OUTPUT : ContentText.of(value);
    event(GenAiAttributes.COMPLETION_EVENT, "gen_ai.completion", text, 0);
  }

  /**
   * The output that came piece by piece.
   *
   * @param length how long it was, which may be longer than what was kept
   */
  void output(String kept, long length) {
    event(
        GenAiAttributes.COMPLETION_EVENT,
        "gen_ai.completion",
        length == 0 ? NO_OUTPUT : kept,
        length);
  }

  private void event(String event, String key, String text, long length) {
    AttributesBuilder content = Attributes.builder();
    if (put(content, key, text, MAX_CONTENT, length)) {
      span.addEvent(event, content.build());
    }
  }

  /** Each tool is an event; its arguments only where the output may be recorded. */
  void tools(List<RequestedTool> tools, boolean withArguments) {
    for (RequestedTool tool : tools) {
      AttributesBuilder attributes = Attributes.builder().put("tool_call.index", tool.index());
      put(attributes, "tool_call.id", tool.id());
      put(attributes, "tool_call.type", tool.type());
      put(attributes, GenAiAttributes.TOOL_NAME.getKey(), tool.name());
      String arguments = tool.arguments();
      if (withArguments && arguments != null) {
        put(attributes, "gen_ai.function.call.arguments", arguments, MAX_CONTENT, tool.length());
      }
      span.addEvent(GenAiAttributes.TOOL_CALL_EVENT, attributes.build());
    }
  }

  /** {@code function.arg.<name>}: numbers and truths as what they are, all else as text. */
  void arguments(Map<String, @Nullable Object> arguments) {
    AttributesBuilder attributes = Attributes.builder();
    arguments.forEach((name, value) -> argument(attributes, "function.arg." + name, value));
    span.setAllAttributes(attributes.build());
  }

  private void argument(AttributesBuilder attributes, String key, @Nullable Object value) {
    String text = value == null ? null : ContentText.of(value);
    if (text == null) {
      return;
    }
    // A number can be a secret too, such as that of an account.
    String allowed = redactor.redact(key, text);
    if (!text.equals(allowed)) {
      if (allowed != null) {
        putCut(attributes, key, allowed, MAX_ARGUMENT, 0);
      }
    } else if (value instanceof Boolean truth) {
      attributes.put(key, truth);
    } else if (value instanceof Double || value instanceof Float) {
      attributes.put(key, ((Number) value).doubleValue());
    } else if (value instanceof Long
        || value instanceof Integer
        || value instanceof Short
        || value instanceof Byte) {
      attributes.put(key, ((Number) value).longValue());
    } else {
      putCut(attributes, key, text, MAX_ARGUMENT, 0);
    }
  }

  private boolean put(
      AttributesBuilder attributes, String key, String text, int limit, long length) {
    String allowed = redactor.redact(key, text);
    if (allowed == null) {
      return false;
    }
    boolean endLost = length > text.length();
    String known =
        endLost ? cut(allowed, Math.max(0, allowed.length() - REDACTION_MARGIN)) : allowed;
    putCut(attributes, key, known, limit, endLost ? length : 0);
    return true;
  }

  /**
   * Writes as much as the limit allows.
   *
   * @param length of all that there was, where the text is not all; else 0
   */
  private static void putCut(
      AttributesBuilder attributes, String key, String text, int limit, long length) {
    boolean cut = text.length() > limit;
    attributes.put(key, cut ? cut(text, limit) : text);
    if (cut || length > 0) {
      attributes.put(key + ".length", Math.max(text.length(), length));
      attributes.put(key + ".truncated", true);
    }
  }

  /** Never between the two halves of a character. */
  private static String cut(String text, int limit) {
    boolean within = limit > 0 && Character.isHighSurrogate(text.charAt(limit - 1));
    return text.substring(0, within ? limit - 1 : limit);
  }

  private static void put(AttributesBuilder attributes, String key, @Nullable String value) {
    if (value != null) {
      attributes.put(key, value);
    }
  }
}
