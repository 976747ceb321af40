package dev.parley.sdk.internal.bridge;

import dev.parley.sdk.instrumentation.GenAiAttributes;
import dev.parley.sdk.instrumentation.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the messages of events of every generation, keeping what the filter lets pass. */
final class MessageReader {
  static final String PROMPT = "gen_ai.prompt";
  static final String COMPLETION = "gen_ai.completion";
  private static final int MAX_NAME = 1_000;

  /** Messages read, with the length of their texts before cutting and whether any was cut. */
  static final class Result {
    private final List<Message> messages = new ArrayList<>();
    private long length;
    private long keptLength;
    private boolean cut;

    List<Message> messages() {
      return messages;
    }

    long length() {
      return length;
    }

    long keptLength() {
      return keptLength;
    }

    boolean isCut() {
      return cut;
    }

    @Nullable Object count(ContentFilter.Kept kept) {
      length += kept.length();
      keptLength += kept.keptLength();
      cut |= kept.cut();
      return kept.value();
    }
  }

  private final ContentFilter filter;

  MessageReader(ContentFilter filter) {
    this.filter = filter;
  }

  /** The body of {@code gen_ai.<role>.message}. */
  Result prompt(String defaultRole, Map<?, ?> body) {
    Result result = new Result();
    result.messages.add(chat(result, PROMPT, body, defaultRole, text(body.get("id")), null, null));
    return result;
  }

  /** The body of {@code gen_ai.choice}: around its message, or the message itself. */
  Result choice(Map<?, ?> body) {
    Result result = new Result();
    Map<?, ?> message = body.get("message") instanceof Map<?, ?> inner ? inner : body;
    Long index =
        body.get("index") instanceof Number number ? Long.valueOf(number.longValue()) : null;
    result.messages.add(
        chat(
            result,
            COMPLETION,
            message,
            "assistant",
            null,
            text(body.get("finish_reason")),
            index));
    return result;
  }

  /** {@code gen_ai.input.messages} or {@code gen_ai.output.messages} of a details event. */
  void messages(Result result, String key, String defaultRole, List<?> messages) {
    for (Object message : messages) {
      if (message instanceof Map<?, ?> map) {
        result.messages.add(
            map.get("parts") instanceof List<?> parts
                ? ofParts(result, key, map, parts, defaultRole)
                : chat(
                    result,
                    key,
                    map,
                    defaultRole,
                    text(map.get("tool_call_id")),
                    text(map.get("finish_reason")),
                    null));
      }
    }
  }

  /** {@code gen_ai.system_instructions}: parts without a message around them. */
  void instructions(Result result, List<?> parts) {
    result.messages.add(
        ofParts(result, GenAiAttributes.SYSTEM_INSTRUCTIONS.getKey(), Map.of(), parts, "system"));
  }

  private Message chat(
      Result result,
      String key,
      Map<?, ?> message,
      String defaultRole,
      @Nullable String toolCallId,
      @Nullable String finishReason,
      @Nullable Long index) {
    String role = text(message.get("role"));
    Object calls = message.get("tool_calls");
    return new Message(
        role == null ? defaultRole : role,
        result.count(filter.content(key, message.get("content"))),
        // Amazon Bedrock's instrumentation has the field under another name.
        toolCalls(result, key, calls == null ? message.get("toolCalls") : calls),
        toolCallId,
        null,
        finishReason,
        index);
  }

  private List<Map<String, @Nullable Object>> toolCalls(
      Result result, String key, @Nullable Object calls) {
    List<Map<String, @Nullable Object>> kept = new ArrayList<>();
    if (calls instanceof List<?> list) {
      for (Object call : list) {
        if (call instanceof Map<?, ?> map) {
          Map<?, ?> function = map.get("function") instanceof Map<?, ?> inner ? inner : map;
          Object arguments = result.count(filter.content(key, function.get("arguments")));
          kept.add(toolCall(map.get("id"), function.get("name"), arguments));
        }
      }
    }
    return kept;
  }

  /** As chat clients have it: the arguments are JSON in a text. */
  private static Map<String, @Nullable Object> toolCall(
      @Nullable Object id, @Nullable Object name, @Nullable Object arguments) {
    Map<String, @Nullable Object> function = new LinkedHashMap<>();
    put(function, "name", text(name));
    put(
        function,
        "arguments",
        arguments == null || arguments instanceof String ? arguments : Json.write(arguments));
    Map<String, @Nullable Object> call = new LinkedHashMap<>();
    put(call, "id", text(id));
    call.put("type", "function");
    call.put("function", function);
    return call;
  }

  private Message ofParts(
      Result result, String key, Map<?, ?> message, List<?> parts, String defaultRole) {
    String role = text(message.get("role"));
    List<@Nullable Object> keptParts = new ArrayList<>();
    List<@Nullable Object> content = new ArrayList<>();
    List<Map<String, @Nullable Object>> calls = new ArrayList<>();
    String callId = null;
    for (Object part : parts) {
      Map<?, ?> map =
          part instanceof Map<?, ?> given ? given : Map.of("type", "text", "content", text(part));
      String type = text(map.get("type"));
      if ("tool_call".equals(type)) {
        Object arguments = result.count(filter.content(key, map.get("arguments")));
        calls.add(toolCall(map.get("id"), map.get("name"), arguments));
        keptParts.add(Parts.toolCall(text(map.get("id")), text(map.get("name")), arguments));
      } else if ("tool_call_response".equals(type)) {
        callId = text(map.get("id"));
        Object response = map.containsKey("response") ? map.get("response") : map.get("result");
        Object kept = result.count(filter.content(key, response));
        content.add(kept);
        keptParts.add(Parts.toolResponse(callId, kept));
      } else {
        Object kept = result.count(filter.content(key, map));
        if (kept != null) {
          content.add("text".equals(type) ? ((Map<?, ?>) kept).get("content") : kept);
          keptParts.add(kept);
        }
      }
    }
    return new Message(
        role == null ? defaultRole : role,
        single(content),
        calls,
        callId,
        keptParts,
        text(message.get("finish_reason")),
        null);
  }

  /** Texts as one, on lines of their own; what has other parts as the list of them. */
  private static @Nullable Object single(List<@Nullable Object> content) {
    if (content.isEmpty()) {
      return null;
    }
    if (content.size() == 1) {
      return content.get(0);
    }
    StringBuilder lines = new StringBuilder();
    for (Object part : content) {
      if (!(part instanceof String text)) {
        return content;
      }
      lines.append(lines.isEmpty() ? "" : "\n").append(text);
    }
    return lines.toString();
  }

  private static void put(Map<String, @Nullable Object> map, String key, @Nullable Object value) {
    if (value != null) {
      map.put(key, value);
    }
  }

  /** Ids, names and reasons; never longer than such things are. */
  private static @Nullable String text(@Nullable Object value) {
    return value instanceof String text && !text.isEmpty()
        ? text.substring(0, Math.min(text.length(), MAX_NAME))
        : null;
  }
}
