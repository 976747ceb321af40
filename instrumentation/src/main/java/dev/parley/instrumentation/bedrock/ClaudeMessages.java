package dev.parley.instrumentation.bedrock;

import dev.parley.instrumentation.internal.Message;
import dev.parley.instrumentation.internal.Part;
import dev.parley.instrumentation.internal.Tree;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Messages as Anthropic has them in its bodies. */
final class ClaudeMessages {

  private ClaudeMessages() {}

  /** What a tool answered is a message of its own, before what the user says along with it. */
  static List<Message> asked(Tree list) {
    List<Message> messages = new ArrayList<>();
    for (Tree message : list.items()) {
      List<Part> said = new ArrayList<>();
      boolean answers = false;
      for (Part part : parts(message.get("content"))) {
        if (part instanceof Part.ToolResponse) {
          messages.add(Message.of("tool", List.of(part)));
          answers = true;
        } else {
          said.add(part);
        }
      }
      if (!answers || !said.isEmpty()) {
        messages.add(Message.of(message.get("role").text(""), said));
      }
    }
    return messages;
  }

  /** A text, or a list of blocks. */
  static List<Part> parts(Tree content) {
    if (content.text() != null) {
      return List.of(new Part.Text(content.text("")));
    }
    List<Part> parts = new ArrayList<>();
    content.items().forEach(block -> parts.add(part(block)));
    return parts;
  }

  private static Part part(Tree block) {
    String type = block.get("type").text("");
    return switch (type) {
      case "text" -> new Part.Text(block.get("text").text(""));
      case "thinking" -> new Part.Reasoning(block.get("thinking").text(""));
      case "tool_use", "server_tool_use" ->
          Part.ToolCall.of(
              block.get("id").text(), block.get("name").text(), block.get("input").value());
      case "tool_result" ->
          new Part.ToolResponse(
              block.get("tool_use_id").text(), null, response(block.get("content")));
      case "image", "document" -> media(type, block.get("source"));
      default ->
          new Part.Other(type.isEmpty() ? "other" : type, block.get("data").text("").length());
    };
  }

  /** Its texts follow each other; without any, it is what it is. */
  private static @Nullable Object response(Tree content) {
    if (!content.isList()) {
      return content.value();
    }
    StringBuilder texts = null;
    for (Tree block : content.items()) {
      String text = block.get("text").text();
      if (text != null) {
        texts = texts == null ? new StringBuilder() : texts;
        texts.append(text);
      }
    }
    return texts == null ? null : texts.toString();
  }

  private static Part media(String modality, Tree source) {
    String type = source.get("media_type").text();
    String uri = source.get("url").text();
    return uri != null
        ? new Part.Uri(modality, type, uri)
        : new Part.Blob(modality, type, Media.length(source.get("data")));
  }
}
