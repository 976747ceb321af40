package dev.parley.instrumentation.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.sdk.ContextScope;
import dev.parley.sdk.Conversation;
import dev.parley.sdk.instrumentation.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.bedrockagentruntime.model.InvokeAgentRequest;
import software.amazon.awssdk.services.bedrockagentruntime.model.InvokeAgentResponseHandler;
import software.amazon.awssdk.services.bedrockagentruntime.model.ResponseStream;

/** InvokeAgent, with the traces of its steps and without. */
class InvokeAgentTest extends BedrockLoopback {

  private static InvokeAgentRequest hello() {
    return InvokeAgentRequest.builder()
        .agentId("A1")
        .agentAliasId("L1")
        .sessionId("s1")
        .inputText("Weather?")
        .enableTrace(true)
        .sessionState(state -> state.sessionAttributes(Map.of("userId", "u1")))
        .build();
  }

  private static String chunk(String text) {
    String bytes = Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    return "{\"bytes\":\"" + bytes + "\"}";
  }

  private static String trace(String kind, String step) {
    return "{\"agentId\":\"A1\",\"sessionId\":\"s1\",\"callerChain\":[{}],\"trace\":{\""
        + kind
        + "\":"
        + step
        + "}}";
  }

  private static String asked(String model, String text) {
    return "{\"modelInvocationInput\":{\"foundationModel\":\""
        + model
        + "\",\"inferenceConfiguration\":{\"maximumLength\":2048,\"temperature\":0.0,\"topK\":250,"
        + "\"topP\":1.0,\"stopSequences\":[\"</answer>\"]},\"text\":"
        + Json.write(text)
        + "}}";
  }

  private static String answered(long input, long output, String reason) {
    return "{\"modelInvocationOutput\":{\"metadata\":{\"usage\":{\"inputTokens\":"
        + input
        + ",\"outputTokens\":"
        + output
        + "}},\"rawResponse\":{\"content\":\"{\\\"stop_reason\\\":\\\""
        + reason
        + "\\\"}\"}}}";
  }

  private static Map<String, String> said(String role, String content) {
    return Map.of("role", role, "content", content);
  }

  private Map<String, Object> invoke(EventStreams events) {
    server.answer(200, EVENTS, events.bytes());
    List<ResponseStream> received = new ArrayList<>();
    agents()
        .invokeAgent(
            hello(), InvokeAgentResponseHandler.builder().subscriber(received::add).build())
        .join();
    assertThat(received).isNotEmpty();
    assertThat(onlySpan().getName()).isEqualTo("bedrock.invoke_agent");
    return attributes(onlySpan());
  }

  @Test
  @DisplayName("BED-09 BED-11: an agent's ids, session, user and completion")
  void withoutTrace() {
    assertThat(invoke(new EventStreams().event("chunk", chunk("Sun")).event("chunk", chunk("ny."))))
        .containsEntry("gen_ai.operation.name", "invoke_agent")
        .containsEntry("gen_ai.provider.name", "aws.bedrock")
        .containsEntry("gen_ai.agent.id", "A1")
        .containsEntry("gen_ai.bedrock.agent_alias.id", "L1")
        .containsEntry("session.id", "s1")
        .containsEntry("gen_ai.conversation.id", "s1")
        .containsEntry("gen_ai.request.user", "u1")
        .containsEntry("gen_ai.prompt.0.role", "user")
        .containsEntry("gen_ai.prompt.0.content", "Weather?")
        .containsEntry("gen_ai.completion.0.role", "assistant")
        .containsEntry("gen_ai.completion.0.content", "Sunny.")
        .doesNotContainKeys(
            "gen_ai.request.model",
            "gen_ai.response.model",
            "gen_ai.usage.input_tokens",
            "gen_ai.response.finish_reasons");
  }

  @Test
  @DisplayName("BED-09: the application's own conversation goes before the agent's session")
  void conversation() {
    try (ContextScope scope = Conversation.of("c1").open()) {
      assertThat(invoke(new EventStreams().event("chunk", chunk("Hi"))))
          .containsEntry("gen_ai.conversation.id", "c1")
          .containsEntry("session.id", "s1");
    }
  }

  @Test
  @DisplayName("BED-09: with traces, tokens are summed, and model, options and reasons are told")
  void withTrace() {
    assertThat(
            invoke(
                new EventStreams()
                    .event("trace", trace("preProcessingTrace", asked("m1", "{}")))
                    .event("trace", trace("preProcessingTrace", answered(10, 1, "end_turn")))
                    .event(
                        "trace",
                        trace(
                            "orchestrationTrace",
                            asked("m2", "{\"messages\":[{\"role\":\"user\",\"content\":\"Q\"}]}")))
                    .event("trace", trace("orchestrationTrace", answered(20, 2, "tool_use")))
                    .event("trace", trace("orchestrationTrace", answered(30, 3, "end_turn")))
                    .event("trace", trace("routingClassifierTrace", answered(40, 4, "end_turn")))
                    .event("trace", trace("postProcessingTrace", answered(50, 5, "end_turn")))
                    .event("chunk", chunk("Sunny."))))
        .containsEntry("gen_ai.usage.input_tokens", 150L)
        .containsEntry("gen_ai.usage.output_tokens", 15L)
        .containsEntry("gen_ai.request.model", "m1")
        .containsEntry("gen_ai.response.model", "m1")
        .containsEntry("gen_ai.request.max_tokens", 2048L)
        .containsEntry("gen_ai.request.temperature", 0.0)
        .containsEntry("gen_ai.request.top_k", 250L)
        .containsEntry("gen_ai.request.top_p", 1.0)
        .containsEntry("gen_ai.response.finish_reasons", List.of("end_turn", "tool_use"))
        .containsEntry("gen_ai.prompt.0.content", "Q")
        .containsEntry("gen_ai.completion.0.content", "Sunny.");
  }

  @Test
  @DisplayName("BED-10: the history that an agent gave its model is kept, JSON tool use and all")
  void history() throws IOException {
    String text =
        Json.write(
            Map.of(
                "system",
                " Be kind. ",
                "messages",
                List.of(
                    said("user", "[{text=Weather, or not {a, b}? x=1, type=text}]"),
                    said(
                        "assistant",
                        "[{text=I look., type=text}, {input={\"city\":\"Paris\",\"days\":[1,2]},"
                            + " name=get_weather, id=t1, type=tool_use}]"),
                    said(
                        "user",
                        "[{tool_use_id=t1, type=tool_result,"
                            + " content=[{text=Sunny, y=1), type=text}]}]"),
                    said(
                        "assistant",
                        "[{input={city=Rome}, name=get_weather, id=t2, type=tool_use}]"),
                    said("user", "plain"))));
    invoke(
        new EventStreams()
            .event("trace", trace("orchestrationTrace", asked("m1", text)))
            .event("chunk", chunk("Sunny.")));

    assertThat(attributes(onlySpan()))
        .containsEntry("gen_ai.prompt.0.role", "system")
        .containsEntry("gen_ai.prompt.0.content", " Be kind. ")
        .containsEntry("gen_ai.prompt.1.role", "user")
        .containsEntry("gen_ai.prompt.1.content", "Weather, or not {a, b}? x=1")
        .containsEntry("gen_ai.prompt.2.content", "I look.")
        .containsEntry("gen_ai.prompt.2.tool_calls.0.id", "t1")
        .containsEntry("gen_ai.prompt.2.tool_calls.0.function.name", "get_weather")
        .containsEntry(
            "gen_ai.prompt.2.tool_calls.0.function.arguments",
            "{\"city\":\"Paris\",\"days\":[1,2]}")
        .containsEntry("gen_ai.prompt.3.role", "tool")
        .containsEntry("gen_ai.prompt.3.tool_call_id", "t1")
        .containsEntry("gen_ai.prompt.3.content", "Sunny, y=1)")
        .containsEntry("gen_ai.prompt.4.tool_calls.0.function.arguments", "{city=Rome}")
        .containsEntry("gen_ai.prompt.5.content", "plain");
    assertThat(json(onlySpan(), "gen_ai.input.messages").at("/1/parts/1/arguments/city").asText())
        .isEqualTo("Paris");
  }

  @Test
  @DisplayName("BED-10: a trace that can't be read stays a text")
  void unreadableHistory() {
    assertThat(
            invoke(
                new EventStreams()
                    .event("trace", trace("orchestrationTrace", asked("m1", "Human: Hi")))
                    .event("chunk", chunk("Sunny."))))
        .containsEntry("gen_ai.prompt.0.content", "Human: Hi");
  }

  @Test
  @DisplayName("BED-09: a tool that the application is to call, and files, are of the answer")
  void returnControl() {
    assertThat(
            invoke(
                new EventStreams()
                    .event(
                        "returnControl",
                        """
                        {"invocationId":"i1","invocationInputs":[{"functionInvocationInput":
                          {"actionGroup":"g","function":"weather","parameters":
                            [{"name":"city","type":"string","value":"Paris"}]}}]}\
                        """)
                    .event(
                        "files",
                        """
                        {"files":[{"name":"a.png","type":"image/png","bytes":"AAAA"}]}\
                        """)))
        .containsEntry("gen_ai.completion.0.tool_calls.0.id", "i1")
        .containsEntry("gen_ai.completion.0.tool_calls.0.function.name", "weather")
        .containsEntry(
            "gen_ai.completion.0.tool_calls.0.function.arguments", "{\"city\":\"Paris\"}");
  }
}
