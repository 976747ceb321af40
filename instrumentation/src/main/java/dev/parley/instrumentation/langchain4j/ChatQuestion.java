package dev.parley.instrumentation.langchain4j;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.internal.JsonSchemaElementUtils;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.parley.instrumentation.internal.Message;
import dev.parley.instrumentation.internal.Question;
import dev.parley.instrumentation.internal.RequestOptions;
import dev.parley.instrumentation.internal.ToolDefinition;
import dev.parley.sdk.internal.Guard;
import io.opentelemetry.api.trace.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a chat asks for. */
record ChatQuestion(List<ChatMessage> said, ChatRequestParameters parameters) implements Question {
  private static final Guard GUARD = new Guard("Reading the parameters of a tool");

  @Override
  public void options(Span span) {
    ResponseFormat format = parameters.responseFormat();
    List<String> stops = parameters.stopSequences();
    new RequestOptions(span)
        .temperature(parameters.temperature())
        .topP(parameters.topP())
        .topK(wide(parameters.topK()))
        .maxTokens(wide(parameters.maxOutputTokens()))
        .frequencyPenalty(parameters.frequencyPenalty())
        .presencePenalty(parameters.presencePenalty())
        .stopSequences(stops == null ? List.of() : stops)
        .outputType(
            format == null ? null : format.type() == ResponseFormatType.JSON ? "json" : "text");
  }

  private static @Nullable Long wide(@Nullable Integer value) {
    return value == null ? null : value.longValue();
  }

  @Override
  public List<Message> messages() {
    List<Message> messages = new ArrayList<>();
    said.forEach(message -> messages.add(ChatMessages.said(message)));
    return messages;
  }

  @Override
  public List<ToolDefinition> tools() {
    List<ToolSpecification> offered = parameters.toolSpecifications();
    List<ToolDefinition> tools = new ArrayList<>();
    if (offered != null) {
      for (ToolSpecification tool : offered) {
        tools.add(
            new ToolDefinition("function", tool.name(), tool.description(), parameters(tool)));
      }
    }
    return tools;
  }

  private static @Nullable Object parameters(ToolSpecification tool) {
    return GUARD
        .get(
            () -> Optional.ofNullable(tool.parameters()).map(JsonSchemaElementUtils::toMap),
            Optional.empty())
        .orElse(null);
  }
}
