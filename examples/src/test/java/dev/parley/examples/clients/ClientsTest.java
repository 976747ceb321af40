package dev.parley.examples.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import com.google.genai.Client;
import dev.parley.examples.GlobalTelemetry;
import dev.parley.examples.MemoryTelemetry;
import dev.parley.examples.provider.LoopbackProvider;
import dev.parley.examples.provider.ModelAccount;
import dev.parley.examples.scenario.Scenarios;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;

/** The examples through the real clients, before the loopback provider. */
class ClientsTest {
  private GlobalTelemetry telemetry;
  private LoopbackProvider provider;

  @BeforeEach
  void start() throws IOException {
    telemetry = new GlobalTelemetry();
    provider = LoopbackProvider.startFlawless(Scenarios.load());
  }

  @AfterEach
  void stop() {
    provider.close();
    telemetry.close();
  }

  @Test
  @DisplayName("Anthropic: a turn with a tool and a streamed one, each with its usage and cost")
  void anthropic() {
    List<String> said =
        new AnthropicCalls(telemetry.parley(), AnthropicCalls.loopback(provider)).talk();

    check(said, "anthropic", "anthropic_session", "claude-haiku-4-5", "tool_use", "end_turn");
  }

  @Test
  @DisplayName("Gemini: a turn with a function and a streamed one; an embedding is a call as well")
  void gemini() {
    try (Client client = GeminiCalls.loopback(provider)) {
      GeminiCalls calls = new GeminiCalls(telemetry.parley(), client);
      List<String> said = calls.talk();

      check(said, "gcp.gemini", "gemini_session", "gemini-2.5-flash", "STOP", "STOP");
      assertThat(calls.embed()).isEqualTo(64);
      assertThat(telemetry.attributes("embeddings gemini-embedding-001"))
          .contains(entry("gen_ai.request.model", "gemini-embedding-001"));
    }
  }

  @Test
  @DisplayName("Bedrock: a turn with a tool and a streamed one, each with its usage and cost")
  void bedrock() {
    try (BedrockRuntimeAsyncClient client = BedrockCalls.loopback(provider)) {
      List<String> said = new BedrockCalls(telemetry.parley(), client).talk();

      check(
          said, "aws.bedrock", "bedrock_session", "amazon.nova-lite-v1:0", "tool_use", "end_turn");
    }
  }

  @Test
  @DisplayName("OpenAI's Responses: a turn with a function and a streamed one, thoughts counted")
  void responses() throws IOException {
    try (ModelAccount account = ModelAccount.loopback()) {
      List<String> said = new ResponsesCalls(telemetry.parley(), account.client()).talk();

      assertThat(said).hasSize(2).allSatisfy(answer -> assertThat(answer).isNotBlank());
      assertThat(calls("gpt-5-mini")).hasSize(3);
      assertThat(calls("gpt-5-mini"))
          .allSatisfy(
              call ->
                  assertThat((Long) call.get("gen_ai.usage.reasoning.output_tokens"))
                      .isGreaterThanOrEqualTo(64));
      check(said, "openai", "responses_session", "gpt-5-mini", null, null);
    }
  }

  @Test
  @DisplayName("OpenAI's client at another endpoint: two streamed turns, with their usage")
  void compatible() throws IOException {
    List<String> said =
        CompatibleCalls.talk(telemetry.parley(), CompatibleCalls.at(provider.baseUrl(), "none"));

    assertThat(said).hasSize(2).allSatisfy(answer -> assertThat(answer).isNotBlank());
    assertThat(telemetry.spans())
        .hasSize(2)
        .allSatisfy(
            span ->
                assertThat(MemoryTelemetry.attributes(span))
                    .contains(
                        entry("server.address", "127.0.0.1"),
                        entry("server.port", (long) provider.port()))
                    .containsKeys("gen_ai.usage.input_tokens", "gen_ai.usage.cost_usd"));
  }

  /** Two calls around a tool are the first turn, a streamed one is the second. */
  private void check(
      List<String> said,
      String providerName,
      String conversation,
      String model,
      @Nullable String toolReason,
      @Nullable String endReason) {
    assertThat(said.get(0)).contains("SO-12345", "3 March", "89.00 euros");
    assertThat(said.get(1)).contains("standard shipping fee");
    List<Map<String, Object>> calls = calls(model);
    assertThat(calls)
        .extracting(call -> call.get("gen_ai.conversation.turn_number"))
        .containsExactly(1L, 1L, 2L);
    assertThat(calls)
        .allSatisfy(
            call -> {
              assertThat(call)
                  .contains(
                      entry("gen_ai.provider.name", providerName),
                      entry("gen_ai.conversation.id", conversation),
                      entry("user.id", "user_456"))
                  .containsKeys("gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens");
              assertThat((Double) call.get("gen_ai.usage.cost_usd")).isPositive();
            });
    if (toolReason != null && endReason != null) {
      assertThat(calls)
          .extracting(call -> call.get("gen_ai.response.finish_reasons"))
          .containsExactly(List.of(toolReason), List.of(endReason), List.of(endReason));
    }
    assertThat(calls.get(1).get("gen_ai.input.messages").toString())
        .contains("look_up_order", "89.00 euros");
    assertThat(calls.get(2).get("gen_ai.output.messages").toString()).contains("shipping fee");
    Map<String, Object> tool = telemetry.attributes("execute_tool look_up_order");
    assertThat(tool)
        .contains(
            entry("gen_ai.conversation.id", conversation),
            entry("gen_ai.conversation.turn_number", 1L));
  }

  /** The attributes of the calls of this model, in the order in which they began. */
  private List<Map<String, Object>> calls(String model) {
    return telemetry.spans().stream()
        .filter(span -> model.equals(MemoryTelemetry.attributes(span).get("gen_ai.request.model")))
        .sorted(Comparator.comparing(SpanData::getStartEpochNanos))
        .map(MemoryTelemetry::attributes)
        .toList();
  }
}
