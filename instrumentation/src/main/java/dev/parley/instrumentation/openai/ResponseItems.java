package dev.parley.instrumentation.openai;

import static dev.parley.instrumentation.openai.JsonFields.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.instrumentation.internal.Message;
import dev.parley.instrumentation.internal.Part;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the items that go into a response and come out of it. What a model says, thinks and calls
 * are items of their own; those that follow each other are one message of its.
 */
final class ResponseItems {

  private static final String ASSISTANT = "assistant";
  private static final String CALL = "_call";

  private ResponseItems() {}

  /** The items that were sent. */
  static List<Message> asked(JsonNode items) {
    List<Message> messages = new ArrayList<>();
    List<Part> said = new ArrayList<>();
    for (JsonNode item : items) {
      String role = role(item);
      if (role.equals(ASSISTANT)) {
        said.addAll(parts(item));
        continue;
      }
      flush(said, messages);
      messages.add(Message.of(role, parts(item)));
    }
    flush(said, messages);
    return messages;
  }

  private static void flush(List<Part> said, List<Message> messages) {
    if (!said.isEmpty()) {
      messages.add(Message.of(ASSISTANT, said));
      said.clear();
    }
  }

  /** The parts of all items that came back, which are one answer. */
  static List<Part> answered(JsonNode items) {
    List<Part> parts = new ArrayList<>();
    items.forEach(item -> parts.addAll(parts(item)));
    return parts;
  }

  /** Whether the application is to run a tool. */
  static boolean callsTool(JsonNode items) {
    for (JsonNode item : items) {
      String type = type(item);
      if (type.equals("function_call") || type.equals("custom_tool_call")) {
        return true;
      }
    }
    return false;
  }

  /** Messages may leave their type out. */
  private static String type(JsonNode item) {
    return item.path("type").asText("message");
  }

  private static String role(JsonNode item) {
    String type = type(item);
    if (type.equals("message")) {
      String role = item.path("role").asText(ASSISTANT);
      return role.equals("developer") ? "system" : role;
    }
    if (type.endsWith("_output")) {
      return "tool";
    }
    return type.equals("mcp_approval_response") || type.equals("item_reference")
        ? "user"
        : ASSISTANT;
  }

  private static List<Part> parts(JsonNode item) {
    String type = type(item);
    if (type.equals("message")) {
      return ContentParts.of(item.path("content"));
    } else if (type.equals("reasoning")) {
      return reasoning(item);
    } else if (type.endsWith("_output")) {
      return List.of(new Part.ToolResponse(text(item.path("call_id")), null, output(item)));
    } else if (type.endsWith(CALL)) {
      return List.of(call(type, item));
    }
    return List.of(new Part.Other(type, item.toString().length()));
  }

  private static @Nullable Object output(JsonNode item) {
    JsonNode output = item.path("output");
    return output.isArray() ? ContentParts.text(output) : JsonFields.tree(output);
  }

  /** What a model thought; where the provider keeps that to itself, its summary. */
  private static List<Part> reasoning(JsonNode item) {
    JsonNode thoughts =
        item.path("content").isEmpty() ? item.path("summary") : item.path("content");
    List<Part> parts = new ArrayList<>();
    for (JsonNode thought : thoughts) {
      parts.add(new Part.Reasoning(thought.path("text").asText()));
    }
    return parts;
  }

  private static Part call(String type, JsonNode item) {
    String id = text(item.path("call_id").isTextual() ? item.path("call_id") : item.path("id"));
    String name = text(item.path("name"));
    if (type.equals("function_call") || type.equals("mcp_call")) {
      return call(id, type.equals("mcp_call") ? "mcp" : "function", name, item.path("arguments"));
    } else if (type.equals("custom_tool_call")) {
      return call(id, "custom", name, item.path("input"));
    }
    // Tools that the provider runs itself: what is asked of each has a name of its own.
    String tool = type.substring(0, type.length() - CALL.length());
    return call(id, tool, name == null ? tool : name, question(tool, item));
  }

  private static JsonNode question(String tool, JsonNode item) {
    return switch (tool) {
      case "file_search" -> item.path("queries");
      case "code_interpreter" -> item.path("code");
      case "image_generation" -> item.path("revised_prompt");
      default -> item.path("action");
    };
  }

  private static Part call(
      @Nullable String id, String type, @Nullable String name, JsonNode arguments) {
    String written = text(arguments);
    return new Part.ToolCall(
        id,
        type,
        name,
        written == null ? JsonFields.tree(arguments) : JsonFields.arguments(written),
        written);
  }
}
