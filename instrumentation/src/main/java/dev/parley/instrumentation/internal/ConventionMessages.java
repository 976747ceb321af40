package dev.parley.instrumentation.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Messages as the GenAI conventions write them, as trees: {@code gen_ai.system_instructions},
 * {@code gen_ai.input.messages}, {@code gen_ai.output.messages}, {@code gen_ai.tool.definitions}.
 *
 * @see <a
 *     href="https://github.com/open-telemetry/semantic-conventions-genai">semantic-conventions-genai</a>
 */
final class ConventionMessages {

  private ConventionMessages() {}

  /** The parts of all instructions; they have no roles. */
  static List<Map<String, @Nullable Object>> instructions(List<Message> messages) {
    List<Map<String, @Nullable Object>> parts = new ArrayList<>();
    for (Message message : messages) {
      message.parts().forEach(part -> parts.add(tree(part)));
    }
    return parts;
  }

  static List<Map<String, @Nullable Object>> messages(List<Message> messages) {
    List<Map<String, @Nullable Object>> trees = new ArrayList<>(messages.size());
    for (Message message : messages) {
      Map<String, @Nullable Object> tree = new LinkedHashMap<>();
      tree.put("role", message.role());
      put(tree, "name", message.name());
      List<Map<String, @Nullable Object>> parts = new ArrayList<>(message.parts().size());
      message.parts().forEach(part -> parts.add(tree(part)));
      tree.put("parts", parts);
      String reason = message.finishReason();
      if (reason != null) {
        tree.put("finish_reason", finishReason(reason));
      }
      trees.add(tree);
    }
    return trees;
  }

  static List<Map<String, @Nullable Object>> tools(List<ToolDefinition> tools) {
    List<Map<String, @Nullable Object>> trees = new ArrayList<>(tools.size());
    for (ToolDefinition tool : tools) {
      Map<String, @Nullable Object> tree = typed(tool.type());
      put(tree, "name", tool.name());
      put(tree, "description", tool.description());
      put(tree, "parameters", tool.parameters());
      trees.add(tree);
    }
    return trees;
  }

  /** The conventions' word for a provider's, which stands where they have none. */
  static String finishReason(String reason) {
    return switch (reason.toLowerCase(Locale.ROOT)) {
      case "stop", "end_turn", "stop_sequence", "complete", "finish", "finished" -> "stop";
      case "length", "max_tokens", "max_output_tokens" -> "length";
      case "tool_calls", "tool_use", "tool_call" -> "tool_call";
      case "content_filter",
          "content_filtered",
          "guardrail_intervened",
          "refusal",
          "safety",
          "prohibited_content",
          "blocklist",
          "spii",
          "image_safety",
          "recitation" ->
          "content_filter";
      default -> reason;
    };
  }

  private static Map<String, @Nullable Object> tree(Part part) {
    if (part instanceof Part.Text text) {
      return said("text", text.content());
    } else if (part instanceof Part.Reasoning reasoning) {
      return said("reasoning", reasoning.content());
    } else if (part instanceof Part.Refusal refusal) {
      return said("refusal", refusal.content());
    } else if (part instanceof Part.ToolCall call) {
      Map<String, @Nullable Object> tree = typed("tool_call");
      put(tree, "id", call.id());
      put(tree, "name", call.name());
      put(tree, "arguments", call.arguments());
      return tree;
    } else if (part instanceof Part.ToolResponse response) {
      Map<String, @Nullable Object> tree = typed("tool_call_response");
      put(tree, "id", response.id());
      put(tree, "name", response.name());
      put(tree, "response", response.response());
      return tree;
    } else if (part instanceof Part.ServerToolCall call) {
      Map<String, @Nullable Object> tree = typed("server_tool_call");
      put(tree, "id", call.id());
      tree.put("name", call.name());
      Map<String, @Nullable Object> details = typed(call.type());
      put(details, "arguments", call.arguments());
      tree.put("server_tool_call", details);
      return tree;
    } else if (part instanceof Part.ServerToolResponse response) {
      Map<String, @Nullable Object> tree = typed("server_tool_call_response");
      put(tree, "id", response.id());
      Map<String, @Nullable Object> details = typed(response.type());
      put(details, "response", response.response());
      tree.put("server_tool_call_response", details);
      return tree;
    } else if (part instanceof Part.Blob blob) {
      Map<String, @Nullable Object> tree = typed("blob");
      tree.put("modality", blob.modality());
      put(tree, "mime_type", blob.mimeType());
      tree.put("content", "");
      return measured(tree, blob.omitted());
    } else if (part instanceof Part.Uri uri) {
      Map<String, @Nullable Object> tree = typed("uri");
      tree.put("modality", uri.modality());
      put(tree, "mime_type", uri.mimeType());
      tree.put("uri", uri.uri());
      return tree;
    } else if (part instanceof Part.File file) {
      Map<String, @Nullable Object> tree = typed("file");
      tree.put("modality", file.modality());
      tree.put("file_id", file.id());
      return tree;
    }
    Part.Other other = (Part.Other) part;
    return measured(typed(other.type()), other.omitted());
  }

  private static Map<String, @Nullable Object> typed(String type) {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put("type", type);
    return tree;
  }

  private static Map<String, @Nullable Object> said(String type, String content) {
    Map<String, @Nullable Object> tree = typed(type);
    tree.put("content", content);
    return tree;
  }

  private static Map<String, @Nullable Object> measured(
      Map<String, @Nullable Object> tree, long omitted) {
    if (omitted >= 0) {
      tree.put("omitted_characters", omitted);
    }
    return tree;
  }

  private static void put(Map<String, @Nullable Object> tree, String name, @Nullable Object value) {
    if (value != null) {
      tree.put(name, value);
    }
  }
}
