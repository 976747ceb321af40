package dev.parley.instrumentation.bedrock;

import dev.parley.instrumentation.internal.Message;
import dev.parley.instrumentation.internal.RequestOptions;
import dev.parley.instrumentation.internal.ToolDefinition;
import dev.parley.instrumentation.internal.Tree;
import io.opentelemetry.api.trace.Span;
import java.util.ArrayList;
import java.util.List;

/** Anthropic's messages, which every request marks by {@code anthropic_version}. */
final class ClaudeForm implements BodyForm {

  @Override
  public boolean asks(Tree body, String model) {
    return body.get("messages").isList() && body.has("anthropic_version");
  }

  @Override
  public void options(Span span, Tree body) {
    BodyForm.super.options(span, body);
    new RequestOptions(span).user(body.get("metadata").get("user_id").text());
  }

  @Override
  public List<Message> instructions(Tree body) {
    List<Message> messages = new ArrayList<>();
    ClaudeMessages.parts(body.get("system"))
        .forEach(part -> messages.add(Message.of("system", List.of(part))));
    return messages;
  }

  @Override
  public List<Message> messages(Tree body) {
    return ClaudeMessages.asked(body.get("messages"));
  }

  @Override
  public List<ToolDefinition> tools(Tree body) {
    List<ToolDefinition> tools = new ArrayList<>();
    for (Tree tool : body.get("tools").items()) {
      String type = tool.get("type").text();
      tools.add(
          new ToolDefinition(
              // Those of Anthropic's own have a type, and no schema.
              type == null || type.equals("custom") ? "function" : type,
              tool.get("name").text(),
              tool.get("description").text(),
              tool.get("input_schema").value()));
    }
    return tools;
  }

  @Override
  public boolean answers(Tree body) {
    return "message".equals(body.get("type").text()) && body.get("content").isList();
  }

  @Override
  public BodyAnswer answer(Tree body) {
    String role = body.get("role").text();
    return new BodyAnswer(
        body.get("model").text(),
        body.get("id").text(),
        BodyAnswer.usage(body.get("usage")),
        List.of(
            Message.answer(
                role == null ? "assistant" : role,
                ClaudeMessages.parts(body.get("content")),
                body.get("stop_reason").text())));
  }

  @Override
  public boolean continues(Tree chunk) {
    String type = chunk.get("type").text("");
    return type.startsWith("message_") || type.startsWith("content_block_");
  }

  @Override
  public void add(Tree chunk, StreamedAnswer answer) {
    StreamedMessage message = answer.choice(0);
    Long index = chunk.get("index").truncated();
    int block = index == null ? 0 : index.intValue();
    switch (chunk.get("type").text("")) {
      case "message_start" -> {
        Tree start = chunk.get("message");
        answer.id(start.get("id").text());
        answer.model(start.get("model").text());
        answer.count(start.get("usage"));
        message.role(start.get("role").text());
      }
      case "content_block_start" -> begin(chunk.get("content_block"), block, message);
      case "content_block_delta" -> {
        Tree delta = chunk.get("delta");
        message.text(block, delta.get("text").text());
        message.reasoning(block, delta.get("thinking").text());
        message.arguments(block, delta.get("partial_json").text());
      }
      case "message_delta" -> {
        message.finish(chunk.get("delta").get("stop_reason").text());
        answer.count(chunk.get("usage"));
      }
      default -> {
        // Ends of blocks, and what is newer than this code.
      }
    }
  }

  private static void begin(Tree start, int block, StreamedMessage message) {
    switch (start.get("type").text("")) {
      case "text" -> message.text(block, start.get("text").text());
      case "thinking" -> message.reasoning(block, start.get("thinking").text());
      case "tool_use", "server_tool_use" ->
          message.toolCall(block, start.get("id").text(), start.get("name").text());
      case "redacted_thinking" ->
          message.other(block, "redacted_thinking", start.get("data").text("").length());
      default -> message.other(block, start.get("type").text(""), 0);
    }
  }
}
