package dev.parley.instrumentation.openai;

import static dev.parley.instrumentation.openai.JsonFields.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.instrumentation.internal.Message;
import dev.parley.instrumentation.internal.Part;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the messages of chats. */
final class ChatMessages {

  private ChatMessages() {}

  /** A message that was sent. */
  static Message asked(JsonNode message) {
    String role = role(message);
    return new Message(role, text(message.path("name")), parts(role, message), null);
  }

  /** A message that was answered. */
  static Message answered(JsonNode choice) {
    JsonNode message = choice.path("message");
    String role = role(message);
    return Message.answer(role, parts(role, message), text(choice.path("finish_reason")));
  }

  private static String role(JsonNode message) {
    return message.path("role").asText("assistant");
  }

  private static List<Part> parts(String role, JsonNode message) {
    List<Part> parts = new ArrayList<>();
    JsonNode content = message.path("content");
    if (role.equals("tool") || role.equals("function")) {
      String id = text(message.path("tool_call_id"));
      parts.add(new Part.ToolResponse(id, null, ContentParts.text(content)));
      return parts;
    }
    String reasoning = reasoning(message);
    if (reasoning != null && !reasoning.isEmpty()) {
      parts.add(new Part.Reasoning(reasoning));
    }
    parts.addAll(ContentParts.of(content));
    String refusal = text(message.path("refusal"));
    if (refusal != null) {
      parts.add(new Part.Refusal(refusal));
    }
    JsonNode audio = message.path("audio");
    if (audio.isObject()) {
      parts.addAll(ContentParts.spoken(audio));
    }
    message.path("tool_calls").forEach(call -> parts.add(toolCall(call)));
    if (message.path("function_call").isObject()) {
      parts.add(toolCall(null, "function", message.path("function_call")));
    }
    return parts;
  }

  /** Compatible servers tell it under either name. */
  static @Nullable String reasoning(JsonNode message) {
    String reasoning = text(message.path("reasoning_content"));
    return reasoning == null ? text(message.path("reasoning")) : reasoning;
  }

  private static Part toolCall(JsonNode call) {
    String type = call.path("type").asText("function");
    return toolCall(text(call.path("id")), type, call.path(type));
  }

  private static Part toolCall(@Nullable String id, String type, JsonNode called) {
    String written = text(called.has("input") ? called.path("input") : called.path("arguments"));
    return new Part.ToolCall(
        id,
        type,
        text(called.path("name")),
        written == null ? null : JsonFields.arguments(written),
        written);
  }
}
