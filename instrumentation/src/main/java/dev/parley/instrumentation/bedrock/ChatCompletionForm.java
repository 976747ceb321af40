package dev.parley.instrumentation.bedrock;

import dev.parley.instrumentation.internal.Message;
import dev.parley.instrumentation.internal.Part;
import dev.parley.instrumentation.internal.ToolDefinition;
import dev.parley.instrumentation.internal.Tree;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Chat completions as OpenAI has them: Mistral's chat models, AI21's Jamba, DeepSeek, and others.
 */
final class ChatCompletionForm implements BodyForm {

  @Override
  public boolean asks(Tree body, String model) {
    return body.get("messages").isList();
  }

  @Override
  public List<Message> messages(Tree body) {
    List<Message> messages = new ArrayList<>();
    for (Tree message : body.get("messages").items()) {
      String role = message.get("role").text("");
      Tree content = message.get("content");
      messages.add(
          Message.of(
              role,
              role.equals("tool")
                  ? List.of(
                      new Part.ToolResponse(
                          message.get("tool_call_id").text(),
                          message.get("name").text(),
                          content.isList() ? texts(content) : content.value()))
                  : parts(message)));
    }
    return messages;
  }

  @Override
  public List<ToolDefinition> tools(Tree body) {
    List<ToolDefinition> tools = new ArrayList<>();
    for (Tree tool : body.get("tools").items()) {
      String type = tool.get("type").text();
      Tree function = tool.get("function");
      tools.add(
          new ToolDefinition(
              type == null ? "function" : type,
              function.get("name").text(),
              function.get("description").text(),
              function.get("parameters").value()));
    }
    return tools;
  }

  @Override
  public boolean answers(Tree body) {
    return body.get("choices").isList();
  }

  @Override
  public BodyAnswer answer(Tree body) {
    List<Message> messages = new ArrayList<>();
    for (Tree choice : body.get("choices").items()) {
      Tree message = choice.get("message");
      String role = message.get("role").text();
      messages.add(
          Message.answer(
              role == null ? "assistant" : role,
              // DeepSeek's R1 completes a text.
              message.exists() ? parts(message) : text(choice.get("text")),
              reason(choice)));
    }
    return new BodyAnswer(
        body.get("model").text(),
        body.get("id").text(),
        BodyAnswer.usage(body.get("usage")),
        messages);
  }

  @Override
  public boolean continues(Tree chunk) {
    return answers(chunk);
  }

  @Override
  public void add(Tree chunk, StreamedAnswer answer) {
    answer.id(chunk.get("id").text());
    answer.model(chunk.get("model").text());
    answer.count(chunk.get("usage"));
    for (Tree choice : chunk.get("choices").items()) {
      Long index = choice.get("index").truncated();
      StreamedMessage message = answer.choice(index == null ? 0 : index.intValue());
      Tree delta = choice.any("delta", "message");
      message.role(delta.get("role").text());
      // Thoughts come first, then the text, then what tools are asked.
      message.reasoning(0, delta.any("reasoning_content", "reasoning").text());
      message.text(1, delta.get("content").text());
      message.text(1, choice.get("text").text());
      toolCalls(delta.get("tool_calls").items(), message);
      message.finish(reason(choice));
    }
  }

  private static void toolCalls(List<Tree> calls, StreamedMessage message) {
    for (int i = 0; i < calls.size(); i++) {
      Tree call = calls.get(i);
      Long index = call.get("index").truncated();
      int block = 2 + (index == null ? i : index.intValue());
      Tree function = call.get("function");
      message.toolCall(block, call.get("id").text(), function.get("name").text());
      message.arguments(block, function.get("arguments").text());
    }
  }

  private static @Nullable String reason(Tree choice) {
    return choice.any("finish_reason", "stop_reason").text();
  }

  private static List<Part> parts(Tree message) {
    List<Part> parts = new ArrayList<>();
    String reasoning = message.any("reasoning_content", "reasoning").text();
    if (reasoning != null) {
      parts.add(new Part.Reasoning(reasoning));
    }
    Tree content = message.get("content");
    parts.addAll(text(content));
    content.items().forEach(block -> parts.add(part(block)));
    for (Tree call : message.get("tool_calls").items()) {
      Tree function = call.get("function");
      parts.add(
          Part.ToolCall.of(
              call.get("id").text(),
              function.get("name").text(),
              arguments(function.get("arguments"))));
    }
    return parts;
  }

  /** A model writes them as a text, which mostly is JSON. */
  private static @Nullable Object arguments(Tree written) {
    Tree tree = written.text() == null ? written : Trees.jsonOrNone(written.text(""));
    return tree.exists() ? tree.value() : written.value();
  }

  private static List<Part> text(Tree text) {
    return text.text() == null || text.text("").isEmpty()
        ? List.of()
        : List.of(new Part.Text(text.text("")));
  }

  private static String texts(Tree blocks) {
    StringBuilder all = new StringBuilder();
    blocks.items().forEach(block -> all.append(block.get("text").text("")));
    return all.toString();
  }

  private static Part part(Tree block) {
    String type = block.get("type").text("");
    if (type.equals("text")) {
      return new Part.Text(block.get("text").text(""));
    }
    String url = block.get("image_url").get("url").text();
    if (url == null) {
      return new Part.Other(type.isEmpty() ? "other" : type, -1);
    }
    // Data within the URL is no place.
    return url.startsWith("data:")
        ? new Part.Blob("image", null, url.length())
        : new Part.Uri("image", null, url);
  }
}
