package dev.parley.instrumentation.bedrock;

import dev.parley.instrumentation.internal.Message;
import dev.parley.instrumentation.internal.Part;
import dev.parley.instrumentation.internal.ToolDefinition;
import dev.parley.instrumentation.internal.Tree;
import dev.parley.pricing.Usage;
import dev.parley.sdk.instrumentation.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Cohere's Command R: one message and the history before it. */
final class CohereChatForm implements BodyForm {

  @Override
  public boolean asks(Tree body, String model) {
    return body.get("message").text() != null && !body.has("messages");
  }

  @Override
  public List<Message> instructions(Tree body) {
    String preamble = body.get("preamble").text();
    return preamble == null
        ? List.of()
        : List.of(Message.of("system", List.of(new Part.Text(preamble))));
  }

  @Override
  public List<Message> messages(Tree body) {
    List<Message> messages = new ArrayList<>();
    for (Tree past : body.get("chat_history").items()) {
      messages.add(Message.of(role(past), List.of(new Part.Text(past.get("message").text("")))));
    }
    for (Tree result : body.get("tool_results").items()) {
      messages.add(
          Message.of(
              "tool",
              List.of(
                  new Part.ToolResponse(
                      null,
                      result.get("call").get("name").text(),
                      result.get("outputs").value()))));
    }
    messages.add(Message.of("user", List.of(new Part.Text(body.get("message").text("")))));
    return messages;
  }

  private static String role(Tree past) {
    String role = past.get("role").text("");
    return switch (role) {
      case "USER" -> "user";
      case "CHATBOT" -> "assistant";
      default -> role.toLowerCase(Locale.ROOT);
    };
  }

  @Override
  public List<ToolDefinition> tools(Tree body) {
    List<ToolDefinition> tools = new ArrayList<>();
    for (Tree tool : body.get("tools").items()) {
      tools.add(
          new ToolDefinition(
              "function",
              tool.get("name").text(),
              tool.get("description").text(),
              schema(tool.get("parameter_definitions"))));
    }
    return tools;
  }

  /** Cohere has a list of its own in place of a schema. */
  private static @Nullable Object schema(Tree definitions) {
    if (!definitions.isMap()) {
      return null;
    }
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", "object");
    schema.put("properties", definitions.fields());
    List<String> required = new ArrayList<>();
    definitions
        .fields()
        .forEach(
            (name, definition) -> {
              if (Boolean.TRUE.equals(Tree.of(definition).get("required").value())) {
                required.add(String.valueOf(name));
              }
            });
    schema.put("required", required);
    return schema;
  }

  @Override
  public boolean answers(Tree body) {
    return body.has("generation_id") && (body.has("text") || body.has("tool_calls"));
  }

  @Override
  public BodyAnswer answer(Tree body) {
    List<Part> parts = new ArrayList<>();
    String text = body.get("text").text("");
    if (!text.isEmpty()) {
      parts.add(new Part.Text(text));
    }
    for (Tree call : body.get("tool_calls").items()) {
      parts.add(Part.ToolCall.of(null, call.get("name").text(), call.get("parameters").value()));
    }
    return new BodyAnswer(
        null,
        body.any("response_id", "generation_id").text(),
        usage(body),
        List.of(Message.answer("assistant", parts, body.get("finish_reason").text())));
  }

  private static Usage usage(Tree body) {
    Tree meta = body.get("meta");
    return BodyAnswer.usage(
        meta.has("billed_units") ? meta.get("billed_units") : meta.get("tokens"));
  }

  @Override
  public boolean continues(Tree chunk) {
    return chunk.get("event_type").text() != null;
  }

  @Override
  public void add(Tree chunk, StreamedAnswer answer) {
    StreamedMessage message = answer.choice(0);
    switch (chunk.get("event_type").text("")) {
      case "stream-start" -> answer.id(chunk.get("generation_id").text());
      case "text-generation" -> message.text(0, chunk.get("text").text());
      case "tool-calls-generation" -> {
        List<Tree> calls = chunk.get("tool_calls").items();
        for (int i = 0; i < calls.size(); i++) {
          message.toolCall(1 + i, null, calls.get(i).get("name").text());
          message.arguments(1 + i, Json.write(calls.get(i).get("parameters").value()));
        }
      }
      case "stream-end" -> {
        message.finish(chunk.get("finish_reason").text());
        Tree response = chunk.get("response");
        answer.id(response.any("response_id", "generation_id").text());
        answer.usage(usage(response));
      }
      default -> {
        // Citations and the like.
      }
    }
  }
}
