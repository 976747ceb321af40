package dev.parley.instrumentation.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse;
import software.amazon.awssdk.services.bedrockruntime.model.Message;
import software.amazon.awssdk.services.bedrockruntime.model.SystemContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.Tool;
import software.amazon.awssdk.services.bedrockruntime.model.ToolResultContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ValidationException;

/** Converse, as it was asked and answered. */
class ConverseTest extends BedrockLoopback {

  private static ConverseRequest.Builder hello() {
    return ConverseRequest.builder()
        .modelId(CLAUDE)
        .messages(Message.builder().role("user").content(ContentBlock.fromText("Hi")).build());
  }

  private static ConverseRequest whole() {
    Document schema =
        Document.fromMap(
            Map.of(
                "type",
                Document.fromString("object"),
                "properties",
                Document.fromMap(
                    Map.of(
                        "city", Document.fromMap(Map.of("type", Document.fromString("string")))))));
    return ConverseRequest.builder()
        .modelId(CLAUDE)
        .system(
            SystemContentBlock.fromText("Be brief."),
            SystemContentBlock.builder().cachePoint(c -> c.type("default")).build(),
            SystemContentBlock.fromText("Be kind."))
        .inferenceConfig(
            config -> config.temperature(0.7f).topP(0f).maxTokens(100).stopSequences("END", "X"))
        .additionalModelRequestFields(
            Document.fromMap(
                Map.of(
                    "top_k",
                    Document.fromNumber(40),
                    "thinking",
                    Document.fromMap(Map.of("budget_tokens", Document.fromNumber(1024))))))
        .guardrailConfig(guardrail -> guardrail.guardrailIdentifier("gr-1").guardrailVersion("1"))
        .performanceConfig(performance -> performance.latency("optimized"))
        .requestMetadata(Map.of("user", "u1"))
        .messages(
            Message.builder()
                .role("user")
                .content(
                    ContentBlock.fromText("Weather "),
                    ContentBlock.fromImage(
                        image ->
                            image
                                .format("png")
                                .source(s -> s.bytes(SdkBytes.fromByteArray(new byte[10])))),
                    ContentBlock.fromText("in Paris?"))
                .build(),
            Message.builder()
                .role("assistant")
                .content(
                    ContentBlock.fromText("I look."),
                    ContentBlock.fromToolUse(
                        use ->
                            use.toolUseId("t1")
                                .name("weather")
                                .input(
                                    Document.fromMap(
                                        Map.of("city", Document.fromString("Paris"))))),
                    ContentBlock.fromToolUse(
                        use ->
                            use.toolUseId("t2")
                                .name("weather")
                                .input(Document.fromMap(Map.of("days", Document.fromNumber(2))))))
                .build(),
            Message.builder()
                .role("user")
                .content(
                    ContentBlock.fromText("And?"),
                    ContentBlock.fromToolResult(
                        result ->
                            result
                                .toolUseId("t1")
                                .content(
                                    ToolResultContentBlock.fromText("Sunny, "),
                                    ToolResultContentBlock.fromText("y=1"))),
                    ContentBlock.fromToolResult(
                        result ->
                            result
                                .toolUseId("t2")
                                .content(
                                    ToolResultContentBlock.fromText("dropped"),
                                    ToolResultContentBlock.fromJson(
                                        Document.fromMap(
                                            Map.of("c", Document.fromNumber("20.50")))))))
                .build())
        .toolConfig(
            config ->
                config.tools(
                    Tool.fromToolSpec(
                        spec ->
                            spec.name("weather")
                                .description("Tells the weather.")
                                .inputSchema(input -> input.json(schema))),
                    Tool.builder().cachePoint(c -> c.type("default")).build()))
        .build();
  }

  private static final String TOOL_USE =
      """
      {"output":{"message":{"role":"assistant","content":[
          {"reasoningContent":{"reasoningText":{"text":"Hm.","signature":"s"}}},
          {"text":"Let me "},{"text":"see."},
          {"toolUse":{"toolUseId":"t3","name":"weather","input":{"city":"Rome","n":1.50}}}]}},
       "stopReason":"tool_use",
       "usage":{"inputTokens":10,"outputTokens":5,"totalTokens":115,
                "cacheReadInputTokens":60,"cacheWriteInputTokens":40}}
      """;

  @Test
  @DisplayName("BED-01 BED-13: what Converse is asked and answers is on its span, in its order")
  void whole_conversation() throws IOException {
    server.answer(200, Map.of("x-amzn-RequestId", "req-1"), TOOL_USE);
    ConverseResponse response = client().converse(whole());

    assertThat(response.output().message().content()).hasSize(4);
    SpanData span = onlySpan();
    assertThat(span.getName()).isEqualTo("bedrock.converse");
    assertThat(span.getKind()).isEqualTo(SpanKind.CLIENT);
    assertThat(attributes(span))
        .containsEntry("gen_ai.operation.name", "chat")
        .containsEntry("gen_ai.system", "aws.bedrock")
        .containsEntry("gen_ai.provider.name", "aws.bedrock")
        .containsEntry("gen_ai.request.model", CLAUDE)
        .containsEntry("gen_ai.response.model", CLAUDE)
        .containsEntry("gen_ai.request.temperature", 0.7)
        .containsEntry("gen_ai.request.top_p", 0.0)
        .containsEntry("gen_ai.request.top_k", 40L)
        .containsEntry("gen_ai.request.max_tokens", 100L)
        .containsEntry("gen_ai.request.stop_sequences", List.of("END", "X"))
        .containsEntry("gen_ai.request.reasoning.level", "1024")
        .containsEntry("gen_ai.request.user", "u1")
        .containsEntry("aws.bedrock.guardrail.id", "gr-1")
        .containsEntry("aws.bedrock.request.performance_latency", "optimized")
        .containsEntry("aws.request_id", "req-1")
        .containsEntry("server.address", "127.0.0.1")
        .containsEntry("server.port", (long) server.port())
        .containsEntry("gen_ai.response.finish_reasons", List.of("tool_use"))
        .doesNotContainKeys("gen_ai.request.stream", "gen_ai.response.id")
        .containsEntry("gen_ai.prompt.0.role", "system")
        .containsEntry("gen_ai.prompt.0.content", "Be brief.")
        .containsEntry("gen_ai.prompt.1.role", "system")
        .containsEntry("gen_ai.prompt.1.content", "Be kind.")
        .containsEntry("gen_ai.prompt.2.role", "user")
        .containsEntry("gen_ai.prompt.2.content", "Weather in Paris?")
        .containsEntry("gen_ai.prompt.3.role", "assistant")
        .containsEntry("gen_ai.prompt.3.content", "I look.")
        .containsEntry("gen_ai.prompt.3.tool_calls.0.id", "t1")
        .containsEntry("gen_ai.prompt.3.tool_calls.0.type", "function")
        .containsEntry("gen_ai.prompt.3.tool_calls.0.function.name", "weather")
        .containsEntry("gen_ai.prompt.3.tool_calls.0.function.arguments", "{\"city\":\"Paris\"}")
        .containsEntry("gen_ai.prompt.3.tool_calls.1.function.arguments", "{\"days\":2}")
        .containsEntry("gen_ai.prompt.4.role", "tool")
        .containsEntry("gen_ai.prompt.4.tool_call_id", "t1")
        .containsEntry("gen_ai.prompt.4.content", "Sunny, y=1")
        .containsEntry("gen_ai.prompt.5.role", "tool")
        .containsEntry("gen_ai.prompt.5.tool_call_id", "t2")
        .containsEntry("gen_ai.prompt.5.content", "{\"c\":20.50}")
        .containsEntry("gen_ai.prompt.6.role", "user")
        .containsEntry("gen_ai.prompt.6.content", "And?")
        .doesNotContainKey("gen_ai.prompt.7.role")
        .containsEntry("gen_ai.completion.0.role", "assistant")
        .containsEntry("gen_ai.completion.0.content", "Let me see.")
        .containsEntry("gen_ai.completion.0.finish_reason", "tool_use")
        .containsEntry("gen_ai.completion.0.tool_calls.0.id", "t3")
        .containsEntry(
            "gen_ai.completion.0.tool_calls.0.function.arguments",
            "{\"city\":\"Rome\",\"n\":1.50}");
    assertThat(json(span, "gen_ai.input.messages").at("/0/parts/1").toString())
        .isEqualTo(
            """
            {"type":"blob","modality":"image","mime_type":"image/png","content":"",\
            "omitted_characters":16}\
            """);
    assertThat(json(span, "gen_ai.output.messages").at("/0/parts/0/content").asText())
        .isEqualTo("Hm.");
    assertThat(json(span, "gen_ai.output.messages").at("/0/finish_reason").asText())
        .isEqualTo("tool_call");
    assertThat(json(span, "gen_ai.system_instructions")).hasSize(2);
  }

  @Test
  @DisplayName("BED-02: tools have their names, descriptions and schemas, also without content")
  void tools() throws IOException {
    contentOff();
    server.answer(200, TOOL_USE);
    client().converse(whole());

    SpanData span = onlySpan();
    String schema = "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}}}";
    assertThat(attributes(span))
        .containsEntry("gen_ai.request.tools.0.type", "function")
        .containsEntry("gen_ai.request.tools.0.function.name", "weather")
        .containsEntry("gen_ai.request.tools.0.function.description", "Tells the weather.")
        .containsKey("gen_ai.request.tools.0.function.parameters")
        .doesNotContainKey("gen_ai.request.tools.1.type");
    assertThat(json(span, "gen_ai.request.tools.0.function.parameters"))
        .isEqualTo(new JsonMapper().readTree(schema));
    assertThat(json(span, "gen_ai.tool.definitions").at("/0/name").asText()).isEqualTo("weather");
  }

  @Test
  @DisplayName("BED-15: cached tokens are told, and count as input, whichever way a model has it")
  void cachedTokens() {
    server.answer(200, TOOL_USE);
    server.answer(
        200, HELLO.replace("\"totalTokens\":20", "\"totalTokens\":20,\"cacheReadInputTokens\":4"));
    client().converse(whole());
    assertThat(attributes(onlySpan()))
        .containsEntry("gen_ai.usage.input_tokens", 110L)
        .containsEntry("gen_ai.usage.output_tokens", 5L)
        .containsEntry("gen_ai.usage.cache_read.input_tokens", 60L)
        .containsEntry("gen_ai.usage.cache_write.input_tokens", 40L);

    exporter.reset();
    client().converse(hello().build());
    assertThat(attributes(onlySpan()))
        .containsEntry("gen_ai.usage.input_tokens", 12L)
        .containsEntry("gen_ai.usage.cache_read.input_tokens", 4L);
  }

  @Test
  @DisplayName("BED-01: the asynchronous client's calls are told as those of the other")
  void asynchronous() {
    server.answer(200, TOOL_USE);
    server.answer(200, TOOL_USE);
    client().converse(whole());
    Map<String, Object> synchronous = attributes(onlySpan());
    exporter.reset();
    asyncClient().converse(whole()).join();

    assertThat(attributes(onlySpan())).isEqualTo(synchronous);
  }

  @Test
  @DisplayName("BED-11: the user is found by either spelling")
  void user() {
    server.answer(200, HELLO);
    client().converse(hello().requestMetadata(Map.of("userId", "u2")).build());

    assertThat(attributes(onlySpan())).containsEntry("gen_ai.request.user", "u2");
  }

  @Test
  @DisplayName("BED-12: errors of the service are the application's, and on the span")
  void errors() {
    String error = "{\"message\":\"The provided model identifier is invalid.\"}";
    Map<String, String> headers = Map.of("x-amzn-ErrorType", "ValidationException:http://x/");
    server.answer(400, headers, error);
    assertThatThrownBy(() -> client().converse(hello().build()))
        .isInstanceOf(ValidationException.class);
    check(onlySpan());

    exporter.reset();
    server.answer(400, headers, error);
    assertThatThrownBy(() -> asyncClient().converse(hello().build()).join())
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(ValidationException.class);
    check(onlySpan());
  }

  private static void check(SpanData span) {
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(attributes(span))
        .containsEntry("error.type", ValidationException.class.getName())
        .containsEntry("http.response.status_code", 400L)
        .containsEntry("gen_ai.prompt.0.content", "Hi")
        .doesNotContainKeys("gen_ai.usage.input_tokens", "gen_ai.completion.0.role");
  }

  @Test
  @DisplayName("A request that the SDK sends again is one call, which tells how often")
  void retries() {
    server.answer(429, Map.of("x-amzn-ErrorType", "ThrottlingException"), "{}");
    server.answer(200, HELLO);
    client().converse(hello().build());
    assertThat(attributes(onlySpan()))
        .containsEntry("http.request.resend_count", 1L)
        .containsEntry("gen_ai.usage.input_tokens", 12L);

    exporter.reset();
    server.answer(429, Map.of("x-amzn-ErrorType", "ThrottlingException"), "{}");
    server.answer(200, HELLO);
    asyncClient().converse(hello().build()).join();
    assertThat(attributes(onlySpan())).containsEntry("http.request.resend_count", 1L);
  }
}
