package dev.parley.instrumentation.bedrock;

import dev.parley.instrumentation.internal.Answer;
import dev.parley.instrumentation.internal.Message;
import dev.parley.instrumentation.internal.Question;
import dev.parley.instrumentation.internal.RequestOptions;
import dev.parley.instrumentation.internal.ToolDefinition;
import dev.parley.instrumentation.internal.Tree;
import io.opentelemetry.api.trace.Span;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Converse and ConverseStream, which are one form of request for all models. */
record ConverseApi(Tree request) implements Api, Question {

  @Override
  public String operation() {
    return "chat";
  }

  @Override
  public @Nullable String model() {
    return request.get("modelId").text();
  }

  @Override
  public Question question() {
    return this;
  }

  @Override
  public void options(Span span) {
    Tree more = request.get("additionalModelRequestFields");
    RequestOptions options = new RequestOptions(span);
    ModelOptions.write(options, request);
    if (more.isMap()) {
      // What Converse has no field of its own for.
      ModelOptions.topK(options, more);
      ModelOptions.reasoning(options, more);
    }
    options
        .user(ModelOptions.user(request.get("requestMetadata")))
        .text(
            "aws.bedrock.guardrail.id",
            request.get("guardrailConfig").get("guardrailIdentifier").text())
        .text(BedrockKeys.REQUEST_TIER, request.get("serviceTier").get("type").text())
        .text(BedrockKeys.REQUEST_LATENCY, request.get("performanceConfig").get("latency").text())
        .outputType(request.get("outputConfig").get("textFormat").has("structure") ? "json" : null);
  }

  @Override
  public List<Message> instructions() {
    return ConverseMessages.instructions(request.get("system"));
  }

  @Override
  public List<Message> messages() {
    return ConverseMessages.asked(request.get("messages"));
  }

  @Override
  public List<ToolDefinition> tools() {
    return ConverseMessages.tools(request.get("toolConfig"));
  }

  @Override
  public Answer answer(Tree response, HeaderCounts counts) {
    return new ConverseAnswer(response, model());
  }

  @Override
  public EventPieces pieces(boolean content) {
    return new EventPieces(
        () -> {
          StreamedAnswer answer = new StreamedAnswer(content, model());
          return answer.fedBy(event -> ConverseEvents.add(event.type(), event.content(), answer));
        });
  }
}
