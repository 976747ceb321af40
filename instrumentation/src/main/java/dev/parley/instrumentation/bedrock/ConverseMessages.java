package dev.parley.instrumentation.bedrock;

import dev.parley.instrumentation.internal.Message;
import dev.parley.instrumentation.internal.Part;
import dev.parley.instrumentation.internal.ToolDefinition;
import dev.parley.instrumentation.internal.Tree;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Messages and tools in the form of Converse, which the Nova models have in their bodies too. */
final class ConverseMessages {

  private ConverseMessages() {}

  /** One message for each text. */
  static List<Message> instructions(Tree system) {
    List<Message> messages = new ArrayList<>();
    for (Tree block : system.items()) {
      Part part = part(block);
      if (part instanceof Part.Text) {
        messages.add(Message.of("system", List.of(part)));
      }
    }
    return messages;
  }

  /** What a tool answered is a message of its own, before what the user says along with it. */
  static List<Message> asked(Tree list) {
    List<Message> messages = new ArrayList<>();
    for (Tree message : list.items()) {
      List<Part> said = new ArrayList<>();
      boolean answers = false;
      for (Tree block : message.get("content").items()) {
        Tree result = block.get("toolResult");
        if (result.exists()) {
          messages.add(Message.of("tool", List.of(response(result))));
          answers = true;
        } else {
          add(said, part(block));
        }
      }
      if (!answers || !said.isEmpty()) {
        messages.add(Message.of(message.get("role").text(""), said));
      }
    }
    return messages;
  }

  static Message answered(Tree message, @Nullable String stopReason) {
    List<Part> parts = new ArrayList<>();
    for (Tree block : message.get("content").items()) {
      add(parts, part(block));
    }
    String role = message.get("role").text();
    return Message.answer(role == null ? "assistant" : role, parts, stopReason);
  }

  static List<ToolDefinition> tools(Tree toolConfig) {
    List<ToolDefinition> tools = new ArrayList<>();
    for (Tree tool : toolConfig.get("tools").items()) {
      Tree spec = tool.get("toolSpec");
      if (spec.exists()) {
        tools.add(
            new ToolDefinition(
                "function",
                spec.get("name").text(),
                spec.get("description").text(),
                spec.get("inputSchema").get("json").value()));
      }
    }
    return tools;
  }

  private static void add(List<Part> parts, @Nullable Part part) {
    if (part != null) {
      parts.add(part);
    }
  }

  /** Null for what says nothing, such as a place to cache up to. */
  private static @Nullable Part part(Tree block) {
    if (block.get("text").text() != null) {
      return new Part.Text(block.get("text").text(""));
    } else if (block.has("toolUse")) {
      Tree use = block.get("toolUse");
      return Part.ToolCall.of(
          use.get("toolUseId").text(), use.get("name").text(), use.get("input").value());
    } else if (block.has("reasoningContent")) {
      return reasoning(block.get("reasoningContent"));
    } else if (block.has("guardContent")) {
      Tree guarded = block.get("guardContent");
      String text = guarded.get("text").get("text").text();
      return text != null ? new Part.Text(text) : Media.part("image", guarded.get("image"));
    } else if (block.has("citationsContent")) {
      return new Part.Text(texts(block.get("citationsContent").get("content")));
    } else if (block.has("cachePoint")) {
      return null;
    }
    for (String modality : Media.MODALITIES) {
      if (block.has(modality)) {
        return Media.part(modality, block.get(modality));
      }
    }
    for (Object kind : block.fields().keySet()) {
      return new Part.Other(String.valueOf(kind), -1);
    }
    // A kind that the SDK is too old for.
    return null;
  }

  private static Part reasoning(Tree content) {
    Tree thought = content.get("reasoningText").get("text");
    return thought.text() != null
        ? new Part.Reasoning(thought.text(""))
        : new Part.Other("redacted_reasoning", Media.length(content.get("redactedContent")));
  }

  /** Its texts; where it has none, its JSON alone. */
  private static Part response(Tree result) {
    Tree content = result.get("content");
    Object response = null;
    StringBuilder texts = null;
    for (Tree block : content.items()) {
      if (block.has("json")) {
        response = block.get("json").value();
        texts = null;
        break;
      } else if (block.get("text").text() != null) {
        texts = texts == null ? new StringBuilder() : texts;
        texts.append(block.get("text").text(""));
      }
    }
    return new Part.ToolResponse(
        result.get("toolUseId").text(), null, texts == null ? response : texts.toString());
  }

  private static String texts(Tree blocks) {
    StringBuilder all = new StringBuilder();
    blocks.items().forEach(block -> all.append(block.get("text").text("")));
    return all.toString();
  }
}
