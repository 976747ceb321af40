package dev.parley.instrumentation.gemini;

import dev.parley.instrumentation.internal.Message;
import dev.parley.instrumentation.internal.Part;
import dev.parley.instrumentation.internal.Tree;
import dev.parley.sdk.instrumentation.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads contents as the conventions' messages, and their parts. */
final class Contents {

  /** What goes with a part, and is none. */
  private static final Set<String> BESIDE =
      Set.of("thought", "thoughtSignature", "videoMetadata", "partMetadata", "mediaResolution");

  private Contents() {}

  /**
   * The messages of one content: each result of a function is one of its own, whatever role it was
   * sent in; all else is said in the content's role.
   *
   * @param fixed the role; null for the content's own
   */
  static List<Message> messages(Tree content, @Nullable String fixed) {
    if (!content.exists()) {
      return List.of();
    }
    String role = fixed == null ? role(content.get("role").text()) : fixed;
    List<Message> messages = new ArrayList<>();
    List<Part> said = new ArrayList<>();
    for (Tree sent : content.get("parts").items()) {
      Part part = part(sent);
      if (part instanceof Part.ToolResponse) {
        flush(said, role, messages);
        messages.add(Message.of("tool", List.of(part)));
      } else if (part != null) {
        said.add(part);
      }
    }
    if (!said.isEmpty() || messages.isEmpty()) {
      messages.add(Message.of(role, said));
    }
    return messages;
  }

  private static void flush(List<Part> said, String role, List<Message> messages) {
    if (!said.isEmpty()) {
      messages.add(Message.of(role, said));
      said.clear();
    }
  }

  /** The library takes a content without a role for the user's. */
  static String role(@Nullable String role) {
    if (role == null) {
      return "user";
    }
    return switch (role) {
      case "model" -> "assistant";
      case "function" -> "tool";
      default -> role;
    };
  }

  /** Null for one that says nothing. */
  static @Nullable Part part(Tree part) {
    String text = part.get("text").text();
    if (text != null) {
      return part.get("thought").isTrue() ? new Part.Reasoning(text) : new Part.Text(text);
    }
    for (Object field : part.fields().keySet()) {
      String kind = String.valueOf(field);
      Tree value = part.get(kind);
      if (value.exists() && !BESIDE.contains(kind)) {
        return part(kind, value);
      }
    }
    return null;
  }

  private static Part part(String kind, Tree value) {
    String id = value.get("id").text();
    return switch (kind) {
      case "functionCall" ->
          Part.ToolCall.of(id, value.get("name").text(), value.get("args").value());
      case "functionResponse" ->
          new Part.ToolResponse(id, value.get("name").text(), value.get("response").value());
      case "toolCall" -> {
        String type = value.get("toolType").text(kind);
        yield new Part.ServerToolCall(id, type, type, value.get("args").value());
      }
      case "toolResponse" ->
          new Part.ServerToolResponse(
              id, value.get("toolType").text(kind), value.get("response").value());
      case "executableCode" ->
          new Part.ServerToolCall(id, "code_execution", "executableCode", value.value());
      case "codeExecutionResult" -> new Part.ServerToolResponse(id, kind, value.value());
      case "inlineData" -> {
        String mime = value.get("mimeType").text();
        Object data = value.get("data").value();
        long size = data instanceof JsonTree.Omitted omitted ? omitted.size() : -1;
        yield new Part.Blob(modality(mime), mime, size);
      }
      case "fileData" -> {
        String mime = value.get("mimeType").text();
        yield new Part.Uri(modality(mime), mime, value.get("fileUri").text(""));
      }
      default -> new Part.Other(kind, Json.write(value.value()).length());
    };
  }

  private static String modality(@Nullable String mime) {
    String type = mime == null ? "" : mime.toLowerCase(Locale.ROOT);
    int slash = type.indexOf('/');
    String kind = slash < 0 ? type : type.substring(0, slash);
    return switch (kind) {
      case "image", "audio", "video" -> kind;
      default -> "document";
    };
  }
}
