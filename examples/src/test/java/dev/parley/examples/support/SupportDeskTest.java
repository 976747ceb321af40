package dev.parley.examples.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.examples.MemoryTelemetry;
import dev.parley.examples.provider.LoopbackProvider;
import dev.parley.examples.scenario.Scenario;
import dev.parley.examples.scenario.Scenarios;
import dev.parley.examples.scenario.Turn;
import dev.parley.sdk.Parley;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SupportDeskTest {

  private static final String QUESTION =
      "Good morning. My refund for order SO-12345 (desk lamp) seems to be stuck, could you have a"
          + " look?";

  private final Scenarios scenarios = Scenarios.load();
  private MemoryTelemetry telemetry;
  private LoopbackProvider provider;
  private SupportDesk desk;

  @BeforeEach
  void start() throws IOException {
    telemetry = new MemoryTelemetry();
    provider = LoopbackProvider.startFlawless(scenarios);
    desk =
        new SupportDesk(
            telemetry.parley(),
            List.of(Team.openAi(telemetry.parley(), provider.baseUrl(), "test")));
  }

  @AfterEach
  void stop() {
    desk.close();
    provider.close();
    telemetry.close();
  }

  @Test
  @DisplayName("A message over HTTP: server, triage, hand-off, retrieval, model, tool, database")
  void spanTree() throws Exception {
    try (SupportServer server = SupportServer.start(telemetry.parley(), desk)) {
      HttpResponse<String> response =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(URI.create(server.url()))
                      .POST(
                          HttpRequest.BodyPublishers.ofString(
                              "{\"conversation\":\"c1\",\"user\":\"u1\",\"message\":\""
                                  + QUESTION
                                  + "\"}"))
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.body()).contains("I found order SO-12345: the desk lamp reached");
    }

    SpanData root = telemetry.named("POST /support/chat").get(0);
    assertThat(root.getKind()).isEqualTo(SpanKind.SERVER);
    assertThat(MemoryTelemetry.attributes(root)).containsEntry("http.response.status_code", 200L);
    SpanData triage = telemetry.named("chat gpt-4o-mini").get(0);
    assertThat(telemetry.parentOf(triage).getName()).isEqualTo("triage");
    assertThat(telemetry.parentOf(telemetry.parentOf(triage))).isEqualTo(root);
    assertThat(telemetry.named("chat gpt-4o"))
        .filteredOn(span -> span.getName().equals("chat gpt-4o"))
        .hasSize(2)
        .allSatisfy(
            span -> {
              assertThat(telemetry.parentOf(span).getName()).isEqualTo("billing-agent");
              assertThat(MemoryTelemetry.attributes(span))
                  .containsEntry("gen_ai.conversation.id", "c1")
                  .containsEntry("gen_ai.conversation.turn_number", 1L)
                  .containsEntry("user.id", "u1")
                  .containsEntry("workflow.type", "rag")
                  .containsEntry("gen_ai.agent.name", "billing-agent")
                  .containsKeys("gen_ai.input.messages", "gen_ai.usage.cost_usd");
            });
    SpanData tool = telemetry.named("look_up_order").get(0);
    assertThat(MemoryTelemetry.attributes(tool))
        .containsEntry("gen_ai.operation.name", "execute_tool")
        .containsEntry("gen_ai.tool.call.arguments", "{\"order\":\"SO-12345\"}")
        .containsKey("gen_ai.tool.call.result");
    SpanData database = telemetry.named("SELECT orders").get(0);
    assertThat(telemetry.parentOf(database)).isEqualTo(tool);
    assertThat(MemoryTelemetry.attributes(database)).containsEntry("db.system.name", "postgresql");
    assertThat(telemetry.named("retrieve_articles")).hasSize(1);
    assertThat(MemoryTelemetry.attributes(telemetry.named("billing-agent").get(0)))
        .containsEntry("user.category", "refund");
    assertThat(telemetry.spans()).extracting(SpanData::getTraceId).containsOnly(root.getTraceId());
  }

  static List<BiFunction<Parley, LoopbackProvider, Team>> teams() {
    return List.of(
        (parley, provider) -> Team.openAi(parley, provider.baseUrl(), "test"),
        (parley, provider) -> Team.anthropic(parley, provider.origin(), "test"),
        (parley, provider) -> Team.openAi(parley, provider.baseUrl(), "test").streaming(),
        (parley, provider) -> Team.bedrock(parley, provider.origin()),
        (parley, provider) -> Team.bedrock(parley, provider.origin()).streaming(),
        (parley, provider) -> Team.gemini(parley, provider.origin(), "test"));
  }

  @ParameterizedTest
  @MethodSource("teams")
  @DisplayName("Every team answers alike: hand-over, a tool and its facts, what was said before")
  void teams(BiFunction<Parley, LoopbackProvider, Team> team) {
    try (SupportDesk other =
        new SupportDesk(telemetry.parley(), List.of(team.apply(telemetry.parley(), provider)))) {
      for (String message :
          List.of(QUESTION, "Yes please, release it.", "And what about the 4.90 for shipping?")) {
        assertThat(other.answer("c2", "u2", message))
            .isEqualTo(desk.answer("c1", "u1", message))
            .doesNotContain("{");
      }
    }
    assertThat(telemetry.named("issue_refund")).hasSize(2);
    // A stream's span may end a little after its last piece.
    await()
        .untilAsserted(
            () ->
                assertThat(telemetry.spans())
                    .filteredOn(
                        span ->
                            MemoryTelemetry.attributes(span).containsKey("gen_ai.request.model"))
                    .hasSize(12)
                    .allSatisfy(
                        span ->
                            assertThat(MemoryTelemetry.attributes(span))
                                .containsKeys(
                                    "gen_ai.usage.input_tokens",
                                    "gen_ai.usage.output_tokens",
                                    "gen_ai.response.finish_reasons")));
  }

  @Test
  @DisplayName("Every scenario can be played to its end, and leaves no place of its texts unfilled")
  void scenarios() {
    Map<String, String> things = new TreeMap<>();
    for (String name :
        new String[] {
          "order", "product", "invoice", "company", "vat", "city", "place", "email", "plan",
          "device", "key", "card", "street"
        }) {
      things.put(name, "the-" + name);
    }
    for (Scenario scenario : scenarios.all()) {
      int variants =
          scenario.turns().stream().mapToInt(turn -> turn.say().size()).max().orElseThrow();
      for (int variant = 0; variant < variants; variant++) {
        for (Turn turn : scenario.turns()) {
          String message = turn.say().get(variant % turn.say().size()).fill(things);
          assertThat(message).doesNotContain("{");
          Scenarios.Cue cue = scenarios.cue(message).orElseThrow();
          assertThat(cue.turn()).as(message).isEqualTo(turn);
          assertThat(desk.answer(scenario.id() + variant, "u", message))
              .as(message)
              .doesNotContain("{")
              .isNotBlank();
        }
      }
    }
    assertThat(scenarios.all()).hasSizeGreaterThanOrEqualTo(8);
  }
}
