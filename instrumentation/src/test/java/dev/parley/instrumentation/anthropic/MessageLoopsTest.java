package dev.parley.instrumentation.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.anthropic.helpers.BetaToolRunner;
import com.anthropic.models.beta.messages.BetaMessage;
import com.anthropic.models.beta.messages.MessageCreateParams;
import com.anthropic.models.beta.messages.ThreadCreateParams;
import com.anthropic.models.beta.messages.ToolRunnerCreateParams;
import com.fasterxml.jackson.annotation.JsonClassDescription;
import dev.parley.pricing.Cost;
import dev.parley.sdk.Budget;
import dev.parley.sdk.BudgetExceededException;
import dev.parley.sdk.Conversation;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What calls the messages' service on the application's behalf, once for every turn. */
class MessageLoopsTest extends AnthropicLoopback {

  private static final String CALLS_TOOL =
      """
      {"id":"msg_1","type":"message","role":"assistant","model":"claude-sonnet-4-5-20250929",
       "content":[{"type":"tool_use","id":"tu_1","name":"weather","input":{"city":"Oslo"}}],
       "stop_reason":"tool_use","stop_sequence":null,
       "usage":{"input_tokens":20,"output_tokens":7}}
      """;

  /** A tool of the application. */
  @JsonClassDescription("Tells the weather.")
  static final class Weather implements Supplier<String> {
    public String city = "";

    @Override
    public String get() {
      return city + ": rainy";
    }
  }

  private static ToolRunnerCreateParams params() {
    return ToolRunnerCreateParams.builder()
        .initialMessageParams(
            MessageCreateParams.builder()
                .model(MODEL)
                .maxTokens(100)
                .addTool(Weather.class)
                .addUserMessage("Weather?")
                .build())
        .thread(false)
        .build();
  }

  private static List<BetaMessage> run(BetaToolRunner runner) {
    List<BetaMessage> messages = new ArrayList<>();
    runner.forEach(messages::add);
    return messages;
  }

  @Test
  @DisplayName("XP-01: each call of a tool runner is a span, with the tool's answer in the second")
  void toolRunner() {
    server.answer(200, CALLS_TOOL).answer(200, HELLO);

    assertThat(run(observed().beta().messages().toolRunner(params()))).hasSize(2);

    List<SpanData> spans = exporter.getFinishedSpanItems();
    assertThat(spans)
        .extracting(SpanData::getName)
        .containsExactly("chat " + MODEL, "chat " + MODEL);
    assertThat(attributes(spans.get(0)))
        .containsEntry("gen_ai.completion.0.tool_calls.0.function.name", "weather");
    assertThat(attributes(spans.get(1)))
        .containsEntry("gen_ai.prompt.2.role", "tool")
        .containsEntry("gen_ai.prompt.2.tool_call_id", "tu_1")
        .containsEntry("gen_ai.completion.0.content", "Hello.");
  }

  @Test
  @DisplayName("A tool runner of plain parameters, in a thread, is observed as well")
  void defaults() {
    server.answer(200, HELLO);

    List<BetaMessage> messages = run(observed().beta().messages().toolRunner(betaHello()));

    assertThat(messages).hasSize(1);
    assertThat(onlySpan().getName()).isEqualTo("chat " + MODEL);
  }

  @Test
  @DisplayName("A streaming tool runner is observed as well")
  void streaming() {
    server.stream(Events.HELLO);

    observed()
        .beta()
        .messages()
        .toolRunner(params())
        .streaming()
        .forEach(stream -> assertThat(stream.stream().count()).isEqualTo(7));

    assertThat(attributes(onlySpan()))
        .containsEntry("gen_ai.request.stream", true)
        .containsEntry("gen_ai.completion.0.content", "Hello.");
  }

  @Test
  @DisplayName("A spent budget stops a tool runner")
  void budget() {
    Conversation spent = Conversation.of("c1").budget(Budget.of(Cost.ZERO).enforced());

    spent.run(
        () ->
            assertThatThrownBy(() -> run(observed().beta().messages().toolRunner(params())))
                .isInstanceOf(BudgetExceededException.class));

    assertThat(server.bodies()).isEmpty();
  }

  @Test
  @DisplayName("For another cloud, which takes no threads, a tool runner is observed without one")
  void otherCloud() {
    server.answer(200, HELLO);

    run(
        observed()
            .withOptions(options -> options.openTelemetryProviderName("aws.bedrock"))
            .beta()
            .messages()
            .toolRunner(betaHello()));

    assertThat(attributes(onlySpan())).containsEntry("gen_ai.provider.name", "aws.bedrock");
    assertThat(server.bodies().get(0)).doesNotContain("\"thread\"");
  }

  @Test
  @DisplayName("Each turn of a message thread is a span")
  void thread() {
    server.answer(200, HELLO);

    observed()
        .beta()
        .messages()
        .thread(ThreadCreateParams.builder().model(MODEL).maxTokens(100).build())
        .send("And now?");

    assertThat(onlySpan().getName()).isEqualTo("chat " + MODEL);
  }
}
