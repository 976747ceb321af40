package dev.parley.instrumentation.anthropic;

import static dev.parley.instrumentation.anthropic.ContentBlocks.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.instrumentation.internal.Message;
import dev.parley.instrumentation.internal.Part;
import dev.parley.instrumentation.internal.Question;
import dev.parley.instrumentation.internal.RequestOptions;
import dev.parley.instrumentation.internal.ToolDefinition;
import io.opentelemetry.api.trace.Span;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The body of a request to the Messages API, as JSON. */
record MessagesQuestion(JsonNode body) implements Question {

  @Override
  public void options(Span span) {
    JsonNode thinking = body.path("thinking");
    new RequestOptions(span)
        .temperature(number(body.path("temperature")))
        .topP(number(body.path("top_p")))
        .topK(integer(body.path("top_k")))
        .maxTokens(integer(body.path("max_tokens")))
        .stopSequences(texts(body.path("stop_sequences")))
        .user(text(body.path("metadata").path("user_id")))
        .reasoningLevel(reasoningLevel(thinking))
        .outputType(outputType())
        .text("anthropic.thinking.type", text(thinking.path("type")))
        .text("anthropic.request.service_tier", text(body.path("service_tier")));
    Long budget = integer(thinking.path("budget_tokens"));
    if (budget != null) {
      span.setAttribute("anthropic.thinking.budget_tokens", budget);
    }
  }

  /** The effort, where it is set; else how many tokens thinking may take. */
  private @Nullable String reasoningLevel(JsonNode thinking) {
    String effort = text(body.path("output_config").path("effort"));
    Long budget = integer(thinking.path("budget_tokens"));
    return effort != null || budget == null ? effort : budget.toString();
  }

  /** The format has moved into the output's configuration. */
  private @Nullable String outputType() {
    JsonNode format = body.path("output_config").path("format");
    JsonNode before = body.path("output_format");
    return "json_schema".equals(text((format.isObject() ? format : before).path("type")))
        ? "json"
        : null;
  }

  @Override
  public List<Message> instructions() {
    List<Part> parts = ContentBlocks.parts(body.path("system"));
    return parts.isEmpty() ? List.of() : List.of(Message.of("system", parts));
  }

  @Override
  public List<Message> messages() {
    List<Message> messages = new ArrayList<>();
    for (JsonNode message : body.path("messages")) {
      String role = message.path("role").asText("user");
      add(messages, role, message.path("content"));
    }
    return messages;
  }

  /**
   * What the application's tools answered comes in messages of the user, and is a message of its
   * own here: one for each call, in its place between what the user said.
   */
  private static void add(List<Message> messages, String role, JsonNode content) {
    if (!content.isArray()) {
      said(messages, role, ContentBlocks.parts(content));
      return;
    }
    List<Part> parts = new ArrayList<>();
    for (JsonNode block : content) {
      Part part = ContentBlocks.part(block);
      if (ContentBlocks.isToolResult(block)) {
        said(messages, role, parts);
        parts = new ArrayList<>();
        said(messages, "tool", List.of(part));
      } else {
        parts.add(part);
      }
    }
    said(messages, role, parts);
  }

  private static void said(List<Message> messages, String role, List<Part> parts) {
    if (!parts.isEmpty()) {
      messages.add(Message.of(role, parts));
    }
  }

  @Override
  public List<ToolDefinition> tools() {
    List<ToolDefinition> tools = new ArrayList<>();
    for (JsonNode tool : body.path("tools")) {
      String type = tool.path("type").asText("custom");
      String name = text(tool.path("name"));
      tools.add(
          new ToolDefinition(
              type.equals("custom") ? "function" : type,
              name != null ? name : text(tool.path("mcp_server_name")),
              text(tool.path("description")),
              ContentBlocks.tree(tool.path("input_schema"))));
    }
    return tools;
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(item -> texts.add(item.asText()));
    return texts;
  }

  private static @Nullable Double number(JsonNode value) {
    return value.isNumber() ? value.doubleValue() : null;
  }

  private static @Nullable Long integer(JsonNode value) {
    return value.isIntegralNumber() ? value.longValue() : null;
  }
}
