package dev.parley.sdk.internal.bridge;

import dev.parley.sdk.MessageFormat;
import dev.parley.sdk.instrumentation.GenAiAttributes;
import dev.parley.sdk.instrumentation.Json;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What went into a call, or what came out of it, and how it is written onto the span: as {@code
 * gen_ai.input.messages}, as {@code gen_ai.prompt} with its indexed siblings, and as one event. A
 * form that the span has from its own instrumentation stays as it is. Not thread-safe.
 */
final class Side {
  /** More than any history that a span can show. */
  private static final int MAX_MESSAGES = 1_000;

  private final boolean output;
  private final String flatKey;
  private final AttributeKey<String> messagesKey;
  private final List<Message> messages = new ArrayList<>();
  private long length;
  private long keptLength;
  private boolean cut;
  private boolean whole;
  private int announced;
  private @Nullable Forms forms;

  /** Which forms are ours to write; found once, before the first of them is there. */
  private record Forms(boolean messages, boolean indexed) {}

  private Side(boolean output, String flatKey, AttributeKey<String> messagesKey) {
    this.output = output;
    this.flatKey = flatKey;
    this.messagesKey = messagesKey;
  }

  static Side input() {
    return new Side(false, MessageReader.PROMPT, GenAiAttributes.INPUT_MESSAGES);
  }

  static Side output() {
    return new Side(true, MessageReader.COMPLETION, GenAiAttributes.OUTPUT_MESSAGES);
  }

  boolean isEmpty() {
    return messages.isEmpty();
  }

  /** Of all texts that are held. */
  long keptLength() {
    return keptLength;
  }

  /** One message more, unless the whole has been told already. */
  void add(MessageReader.Result more) {
    if (whole) {
      return;
    }
    for (Message message : more.messages()) {
      if (messages.size() < MAX_MESSAGES) {
        messages.add(message);
      } else {
        cut = true;
      }
    }
    length += more.length();
    keptLength += more.keptLength();
    cut |= more.isCut();
  }

  /** All messages at once, in place of those that came one by one. */
  void replace(MessageReader.Result all) {
    messages.clear();
    length = 0;
    keptLength = 0;
    cut = false;
    whole = false;
    add(all);
    whole = true;
  }

  /** Writes every form of the format. */
  void write(ReadWriteSpan span, MessageFormat format, int instructions) {
    if (messages.isEmpty()) {
      return;
    }
    Forms ours = forms(span);
    if (format.hasMessages() && ours.messages()) {
      List<Object> list = new ArrayList<>();
      ordered(instructions).forEach(message -> list.add(Parts.message(message, output)));
      span.setAttribute(messagesKey, Json.write(list));
    }
    if (format.hasIndexed() && ours.indexed()) {
      span.setAttribute(flatKey, Json.write(flat(0)));
    }
    if (cut) {
      span.setAttribute(truncatedKey(), true);
    }
    if (format.hasIndexed() && ours.indexed()) {
      // Last, because they are what a span's limit of attributes may cut.
      List<Message> all = ordered(0);
      for (int i = 0; i < all.size(); i++) {
        indexed(span, i, all.get(i));
      }
    }
  }

  /** Writes the newest message's own attributes, for a span whose end will not be seen. */
  void writeNewest(ReadWriteSpan span, MessageFormat format) {
    if (!messages.isEmpty() && format.hasIndexed() && forms(span).indexed()) {
      int newest = messages.size() - 1;
      indexed(span, newest, messages.get(newest));
    }
  }

  /** One event with all messages that no event had yet. */
  void writeEvent(ReadWriteSpan span, MessageFormat format) {
    if (!format.hasIndexed() || announced >= messages.size() || !forms(span).indexed()) {
      return;
    }
    AttributesBuilder event = Attributes.builder();
    event.put(flatKey, Json.write(flat(announced)));
    if (cut) {
      event.put(flatKey + ".length", length);
      event.put(truncatedKey(), true);
    }
    announced = messages.size();
    span.addEvent(
        output ? GenAiAttributes.COMPLETION_EVENT : GenAiAttributes.PROMPT_EVENT, event.build());
  }

  private AttributeKey<Boolean> truncatedKey() {
    return AttributeKey.booleanKey(flatKey + ".truncated");
  }

  private Forms forms(ReadWriteSpan span) {
    Forms known = forms;
    if (known == null) {
      known =
          new Forms(
              span.getAttribute(messagesKey) == null,
              span.getAttribute(AttributeKey.stringKey(flatKey)) == null
                  && span.getAttribute(key(0, "role")) == null);
      forms = known;
    }
    return known;
  }

  private List<Object> flat(int from) {
    List<Object> list = new ArrayList<>();
    for (Message message : ordered(from)) {
      Map<String, @Nullable Object> map = new LinkedHashMap<>();
      map.put("role", message.role());
      put(map, "content", message.content());
      put(map, "tool_calls", message.toolCalls().isEmpty() ? null : message.toolCalls());
      put(map, "tool_call_id", message.toolCallId());
      put(map, "finish_reason", message.finishReason());
      put(map, "index", message.index());
      list.add(map);
    }
    return list;
  }

  private static void put(Map<String, @Nullable Object> map, String key, @Nullable Object value) {
    if (value != null) {
      map.put(key, value);
    }
  }

  /** From this arrival on: prompts as they came, choices by their index. */
  private List<Message> ordered(int from) {
    List<Message> list = new ArrayList<>(messages.subList(from, messages.size()));
    list.sort(Comparator.comparingLong(Message::order));
    return list;
  }

  private void indexed(ReadWriteSpan span, int i, Message message) {
    span.setAttribute(key(i, "role"), message.role());
    Object content = message.content();
    if (content != null) {
      span.setAttribute(
          key(i, "content"), content instanceof String text ? text : Json.write(content));
    }
    if (!message.toolCalls().isEmpty()) {
      span.setAttribute(key(i, "tool_calls"), Json.write(message.toolCalls()));
    }
    String callId = message.toolCallId();
    if (callId != null) {
      span.setAttribute(key(i, "tool_call_id"), callId);
    }
    String reason = message.finishReason();
    if (reason != null) {
      span.setAttribute(key(i, "finish_reason"), reason);
    }
    Long index = message.index();
    if (index != null) {
      span.setAttribute(AttributeKey.longKey(flatKey + '.' + i + ".index"), index);
    }
  }

  private AttributeKey<String> key(int i, String field) {
    return AttributeKey.stringKey(flatKey + '.' + i + '.' + field);
  }
}
