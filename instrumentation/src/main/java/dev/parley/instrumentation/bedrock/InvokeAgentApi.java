package dev.parley.instrumentation.bedrock;

import dev.parley.instrumentation.internal.Answer;
import dev.parley.instrumentation.internal.Message;
import dev.parley.instrumentation.internal.Part;
import dev.parley.instrumentation.internal.Question;
import dev.parley.instrumentation.internal.RequestOptions;
import dev.parley.instrumentation.internal.Tree;
import dev.parley.sdk.instrumentation.GenAiAttributes;
import dev.parley.sdk.internal.ContextRecord;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * InvokeAgent. Which model an agent asks, and what, is told by the traces of its steps, where the
 * request enables them. Its session is the conversation, unless the application opened one.
 */
final class InvokeAgentApi implements Api, Question {

  private final Tree request;

  /** Of the stream that counts. */
  private volatile AgentTrace trace = new AgentTrace();

  InvokeAgentApi(Tree request) {
    this.request = request;
  }

  @Override
  public String operation() {
    return "invoke_agent";
  }

  /** None is asked for; the agent has its own. */
  @Override
  public @Nullable String model() {
    return null;
  }

  @Override
  public @Nullable String learnedModel() {
    return trace.model();
  }

  @Override
  public Attributes early() {
    AttributesBuilder early = Attributes.builder();
    put(early, GenAiAttributes.AGENT_ID.getKey(), "agentId");
    put(early, "gen_ai.bedrock.agent_alias.id", "agentAliasId");
    String session = request.get("sessionId").text();
    if (session != null) {
      early.put(GenAiAttributes.SESSION_ID, session);
      if (ContextRecord.in(Context.current()).conversationId() == null) {
        early.put(GenAiAttributes.CONVERSATION_ID, session);
      }
    }
    return early.build();
  }

  private void put(AttributesBuilder attributes, String key, String name) {
    String value = request.get(name).text();
    if (value != null) {
      attributes.put(key, value);
    }
  }

  @Override
  public Question question() {
    return this;
  }

  @Override
  public void options(Span span) {
    Tree session = request.get("sessionState");
    new RequestOptions(span)
        .user(ModelOptions.user(session.get("sessionAttributes")))
        .text(
            BedrockKeys.REQUEST_LATENCY,
            request
                .get("bedrockModelConfigurations")
                .get("performanceConfig")
                .get("latency")
                .text());
  }

  @Override
  public List<Message> instructions() {
    return trace.history().instructions();
  }

  /** What the model was given in the end; without a trace, what the agent was asked. */
  @Override
  public List<Message> messages() {
    List<Message> history = trace.history().messages();
    String input = request.get("inputText").text();
    return !history.isEmpty() || input == null
        ? history
        : List.of(Message.of("user", List.of(new Part.Text(input))));
  }

  /** Agents answer by streams alone. */
  @Override
  public Answer answer(Tree response, HeaderCounts counts) {
    return Answer.NONE;
  }

  @Override
  public EventPieces pieces(boolean content) {
    return new EventPieces(
        () -> {
          trace = new AgentTrace();
          return new AgentAnswer(trace, content);
        });
  }
}
