package dev.parley.sdk.internal.bridge;

import dev.parley.sdk.MessageFormat;
import dev.parley.sdk.instrumentation.GenAiAttributes;
import dev.parley.sdk.instrumentation.Json;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.Value;
import io.opentelemetry.api.common.ValueType;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the events of one span have said so far.
 *
 * <p>Where the span's end is seen, all is written then: once, behind the usage, and complete. Where
 * it is not, each message is written as it comes and the summaries with every choice. Thread-safe.
 */
final class SpanContent {
  /** Of all texts of one side of a span, in characters. */
  private static final long MAX_LENGTH = 512 * 1024;

  private final ReadWriteSpan span;
  private final ContentFilter filter;
  private final MessageFormat format;
  private final Side input = Side.input();
  private final Side output = Side.output();
  private List<@Nullable Object> instructions = List.of();
  private @Nullable Object toolDefinitions;

  SpanContent(ReadWriteSpan span, ContentFilter filter, MessageFormat format) {
    this.span = span;
    this.filter = filter;
    this.format = format;
  }

  /** The body of {@code gen_ai.<role>.message}. */
  synchronized void prompt(String role, Map<?, ?> body, boolean endIsSeen) {
    input.add(reader(input).prompt(role, body));
    if (!endIsSeen) {
      input.writeNewest(span, format);
    }
  }

  /** The body of {@code gen_ai.choice}. */
  synchronized void choice(Map<?, ?> body, boolean endIsSeen) {
    output.add(reader(output).choice(body));
    if (!endIsSeen) {
      write();
    }
  }

  /** The attributes, or the body, of the event that tells the whole call. */
  synchronized void details(Attributes attributes, Map<?, ?> body, boolean endIsSeen) {
    List<?> in = list(GenAiAttributes.INPUT_MESSAGES, attributes, body);
    List<?> system = list(GenAiAttributes.SYSTEM_INSTRUCTIONS, attributes, body);
    if (in != null || system != null) {
      MessageReader reader = reader(Side.input());
      MessageReader.Result all = new MessageReader.Result();
      if (system != null) {
        reader.instructions(all, system);
        instructions = Parts.of(all.messages().get(0));
      }
      if (in != null) {
        reader.messages(all, GenAiAttributes.INPUT_MESSAGES.getKey(), "user", in);
      }
      input.replace(all);
    }
    List<?> out = list(GenAiAttributes.OUTPUT_MESSAGES, attributes, body);
    if (out != null) {
      MessageReader.Result all = new MessageReader.Result();
      reader(Side.output())
          .messages(all, GenAiAttributes.OUTPUT_MESSAGES.getKey(), "assistant", out);
      output.replace(all);
    }
    List<?> tools = list(GenAiAttributes.TOOL_DEFINITIONS, attributes, body);
    if (tools != null) {
      toolDefinitions = filter.within(MAX_LENGTH).structure(tools).value();
    }
    if (!endIsSeen) {
      write();
    }
  }

  /** Writes what has not been written yet. */
  synchronized void write() {
    if (format.hasMessages()) {
      fill(GenAiAttributes.SYSTEM_INSTRUCTIONS, instructions.isEmpty() ? null : instructions);
    }
    fill(GenAiAttributes.TOOL_DEFINITIONS, toolDefinitions);
    input.writeEvent(span, format);
    output.writeEvent(span, format);
    output.write(span, format, 0);
    input.write(span, format, instructions.isEmpty() ? 0 : 1);
  }

  private void fill(AttributeKey<String> key, @Nullable Object value) {
    if (value != null && span.getAttribute(key) == null) {
      span.setAttribute(key, Json.write(value));
    }
  }

  private MessageReader reader(Side side) {
    return new MessageReader(filter.within(MAX_LENGTH - side.keptLength()));
  }

  /** Structured, or JSON in a text, under the key or in the body; null where it is neither. */
  private static @Nullable List<?> list(
      AttributeKey<String> key, Attributes attributes, Map<?, ?> body) {
    Object value = attributes.get(key);
    if (value == null) {
      Value<?> structured = attributes.get(AttributeKey.valueKey(key.getKey()));
      value =
          structured != null && structured.getType() == ValueType.ARRAY
              ? PlainValue.of(structured)
              : body.get(key.getKey());
    }
    return value instanceof String text
        ? JsonReader.array(text)
        : value instanceof List<?> list ? list : null;
  }
}
