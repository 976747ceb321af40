package dev.parley.sdk.internal.bridge;

import dev.parley.sdk.instrumentation.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Messages in the current conventions' form: {@code role}, {@code parts}, {@code finish_reason}.
 */
final class Parts {
  private Parts() {}

  static Map<String, @Nullable Object> message(Message message, boolean output) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("role", message.role());
    map.put("parts", of(message));
    String reason = message.finishReason();
    if (output && reason != null) {
      // The conventions name this one in the singular.
      map.put("finish_reason", reason.equals("tool_calls") ? "tool_call" : reason);
    }
    return map;
  }

  static List<@Nullable Object> of(Message message) {
    List<@Nullable Object> given = message.parts();
    if (given != null) {
      return given;
    }
    List<@Nullable Object> parts = new ArrayList<>();
    Object content = message.content();
    if (message.toolCallId() != null) {
      parts.add(toolResponse(message.toolCallId(), content));
    } else if (content instanceof List<?> list) {
      list.forEach(part -> parts.add(ofContent(part)));
    } else if (content != null) {
      parts.add(ofContent(content));
    }
    for (Map<String, @Nullable Object> call : message.toolCalls()) {
      if (call.get("function") instanceof Map<?, ?> function) {
        parts.add(toolCall(call.get("id"), function.get("name"), function.get("arguments")));
      }
    }
    return parts;
  }

  private static @Nullable Object ofContent(@Nullable Object content) {
    if (!(content instanceof Map<?, ?> map) || !(map.get("type") instanceof String type)) {
      return text(content instanceof String text ? text : Json.write(content));
    }
    return type.equals("text") && map.get("text") instanceof String text ? text(text) : content;
  }

  private static Map<String, @Nullable Object> text(String content) {
    Map<String, @Nullable Object> part = new LinkedHashMap<>();
    part.put("type", "text");
    part.put("content", content);
    return part;
  }

  static Map<String, @Nullable Object> toolCall(
      @Nullable Object id, @Nullable Object name, @Nullable Object arguments) {
    Map<String, @Nullable Object> part = new LinkedHashMap<>();
    part.put("type", "tool_call");
    part.put("id", id);
    part.put("name", name);
    part.put("arguments", arguments);
    return part;
  }

  static Map<String, @Nullable Object> toolResponse(
      @Nullable String callId, @Nullable Object response) {
    Map<String, @Nullable Object> part = new LinkedHashMap<>();
    part.put("type", "tool_call_response");
    part.put("id", callId);
    part.put("response", response);
    return part;
  }
}
