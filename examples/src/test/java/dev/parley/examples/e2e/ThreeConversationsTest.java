package dev.parley.examples.e2e;

import static dev.parley.examples.e2e.ThreeConversations.ELEVEN;
import static dev.parley.examples.e2e.ThreeConversations.NOON;
import static dev.parley.examples.e2e.ThreeConversations.ONE_PM;
import static dev.parley.examples.e2e.ThreeConversations.TEN;
import static dev.parley.examples.e2e.ThreeConversations.TWO_PM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the API says of {@link ThreeConversations}; every expected figure was worked out by hand
 * from its table.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ThreeConversationsTest {
  private RunningServer server;
  private ThreeConversations.Sent sent;

  @BeforeAll
  void start(@TempDir Path folder) {
    server = RunningServer.start(folder, ThreeConversations.PRICES);
    sent = ThreeConversations.send(server.grpc(), server.http());
  }

  @AfterAll
  void stop() {
    server.close();
  }

  /**
   * The figures of Overview for one range and environment. Latency in milliseconds, rates as shares
   * of 1.
   */
  record Figures(
      String view,
      Instant from,
      Instant to,
      @Nullable String environment,
      int conversations,
      int messages,
      double messagesPerConversation,
      String averageConversationCost,
      double p50,
      double p90,
      double p95,
      double p99,
      String totalCost,
      int pricedCalls,
      int unpricedCalls,
      int llmSpans,
      int allSpans,
      long tokens,
      long inputTokens,
      long outputTokens,
      double successRate,
      int errors,
      List<Model> models) {
    @Override
    public String toString() {
      return view;
    }
  }

  /** One of the top models. */
  record Model(String name, int calls, double share, int errors, @Nullable String cost) {}

  static Stream<Figures> views() {
    return Stream.of(
        new Figures(
            "10–12, all environments",
            TEN,
            NOON,
            null,
            3,
            19,
            19 / 3.0,
            "0.006625",
            3500,
            7100,
            7550,
            7910,
            "0.019875",
            8,
            1,
            10,
            12,
            4250,
            2850,
            1400,
            0.9,
            1,
            List.of(
                new Model("gpt-4o", 9, 0.9, 1, "0.019875"),
                new Model("house-model-1", 1, 0.1, 0, null))),
        new Figures(
            "10–12, production",
            TEN,
            NOON,
            "production",
            2,
            9,
            4.5,
            "0.0061875",
            1500,
            2600,
            2800,
            2960,
            "0.012375",
            3,
            1,
            5,
            7,
            2750,
            1850,
            900,
            0.8,
            1,
            List.of(
                new Model("gpt-4o", 4, 0.8, 1, "0.012375"),
                new Model("house-model-1", 1, 0.2, 0, null))),
        new Figures(
            "10–12, staging",
            TEN,
            NOON,
            "staging",
            1,
            10,
            10,
            "0.0075",
            6000,
            7600,
            7800,
            7960,
            "0.0075",
            5,
            0,
            5,
            5,
            1500,
            1000,
            500,
            1.0,
            0,
            List.of(new Model("gpt-4o", 5, 1.0, 0, "0.0075"))),
        new Figures(
            "11–12, all environments",
            ELEVEN,
            NOON,
            null,
            2,
            15,
            7.5,
            "0.0025",
            3000,
            7600,
            7800,
            7960,
            "0.005",
            3,
            1,
            5,
            7,
            1450,
            1100,
            350,
            0.8,
            1,
            List.of(
                new Model("gpt-4o", 4, 0.8, 1, "0.005"),
                new Model("house-model-1", 1, 0.2, 0, null))),
        new Figures(
            "11–12, production",
            ELEVEN,
            NOON,
            "production",
            1,
            5,
            5,
            "0.002",
            1500,
            2700,
            2850,
            2970,
            "0.002",
            1,
            1,
            3,
            5,
            850,
            700,
            150,
            2 / 3.0,
            1,
            List.of(
                new Model("gpt-4o", 2, 2 / 3.0, 1, "0.002"),
                new Model("house-model-1", 1, 1 / 3.0, 0, null))),
        new Figures(
            "11–12, staging",
            ELEVEN,
            NOON,
            "staging",
            1,
            10,
            10,
            "0.003",
            7500,
            7900,
            7950,
            7990,
            "0.003",
            2,
            0,
            2,
            2,
            600,
            400,
            200,
            1.0,
            0,
            List.of(new Model("gpt-4o", 2, 1.0, 0, "0.003"))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("views")
  @DisplayName(
      "UI-01 UI-02 UI-03 UI-04 UI-05 UI-06 UI-07 UI-08 UI-21 UI-22: every card of Overview equals"
          + " the pencil's figure")
  void overview(Figures expected) {
    JsonNode overview =
        server.get("overview", expected.from(), expected.to(), expected.environment());

    JsonNode conversations = overview.path("conversations");
    assertThat(conversations.path("count").asInt()).isEqualTo(expected.conversations());
    assertThat(conversations.path("messages").asInt()).isEqualTo(expected.messages());
    assertThat(conversations.path("messagesPerConversation").asDouble())
        .isCloseTo(expected.messagesPerConversation(), within(1e-6));
    assertThat(conversations.path("messagesApproximate").asBoolean()).isFalse();

    assertMoney(
        overview.path("conversationCost").path("average"), expected.averageConversationCost());

    JsonNode latency = overview.path("latency");
    assertThat(latency.path("calls").asInt()).isEqualTo(expected.llmSpans());
    assertThat(latency.path("p50Ms").asDouble()).isCloseTo(expected.p50(), within(1e-3));
    assertThat(latency.path("p90Ms").asDouble()).isCloseTo(expected.p90(), within(1e-3));
    assertThat(latency.path("p95Ms").asDouble()).isCloseTo(expected.p95(), within(1e-3));
    assertThat(latency.path("p99Ms").asDouble()).isCloseTo(expected.p99(), within(1e-3));

    JsonNode cost = overview.path("cost");
    assertMoney(cost.path("total"), expected.totalCost());
    assertThat(cost.path("pricedCalls").asInt()).isEqualTo(expected.pricedCalls());
    assertThat(cost.path("unpricedCalls").asInt()).isEqualTo(expected.unpricedCalls());

    assertThat(overview.path("spans").path("llm").asInt()).isEqualTo(expected.llmSpans());
    assertThat(overview.path("spans").path("all").asInt()).isEqualTo(expected.allSpans());

    JsonNode tokens = overview.path("tokens");
    assertThat(tokens.path("total").asLong()).isEqualTo(expected.tokens());
    assertThat(tokens.path("input").asLong()).isEqualTo(expected.inputTokens());
    assertThat(tokens.path("output").asLong()).isEqualTo(expected.outputTokens());

    JsonNode success = overview.path("success");
    assertThat(success.path("errors").asInt()).isEqualTo(expected.errors());
    assertThat(success.path("successRate").asDouble())
        .isCloseTo(expected.successRate(), within(1e-9));
    assertThat(success.path("errorRate").asDouble())
        .isCloseTo(1 - expected.successRate(), within(1e-9));

    List<String> models = new ArrayList<>();
    for (JsonNode model : overview.path("models")) {
      models.add(model.path("model").asText());
    }
    assertThat(models)
        .containsExactlyElementsOf(expected.models().stream().map(Model::name).toList());
    for (int i = 0; i < expected.models().size(); i++) {
      JsonNode model = overview.path("models").get(i);
      Model row = expected.models().get(i);
      assertThat(model.path("calls").asInt()).isEqualTo(row.calls());
      assertThat(model.path("share").asDouble()).isCloseTo(row.share(), within(1e-9));
      assertThat(model.path("errors").asInt()).isEqualTo(row.errors());
      assertMoney(model.path("cost"), row.cost());
    }
  }

  @Test
  @DisplayName(
      "UI-09: model insights give each model's latency, errors, cost per call and per 1k tokens")
  void modelInsights() {
    JsonNode overview = server.get("overview", TEN, NOON, "production");
    assertThat(overview.path("modelCount").asInt()).isEqualTo(2);
    assertThat(overview.path("providerCount").asInt()).isEqualTo(1);
    JsonNode gpt = overview.path("models").get(0);
    assertThat(gpt.path("errorRate").asDouble()).isCloseTo(0.25, within(1e-9));
    // 1.0, 1.5, 2.0 and 3.0 seconds.
    assertThat(gpt.path("p50Ms").asDouble()).isCloseTo(1750, within(1e-3));
    assertThat(gpt.path("p95Ms").asDouble()).isCloseTo(2850, within(1e-3));
    assertThat(gpt.path("inputTokens").asLong()).isEqualTo(1550);
    assertThat(gpt.path("outputTokens").asLong()).isEqualTo(850);
    assertThat(gpt.path("conversations").asInt()).isEqualTo(2);
    // 0.012375 over three priced calls and over 2400 tokens.
    assertMoney(gpt.path("costPerCall"), "0.004125");
    assertMoney(gpt.path("costPer1kTokens"), "0.00515625");
    JsonNode house = overview.path("models").get(1);
    assertThat(house.path("costPerCall").isNull()).isTrue();
    assertThat(house.path("unpricedCalls").asInt()).isEqualTo(1);
  }

  @Test
  @DisplayName("UI-30: a model without a price is listed as unpriced with its volume, never as 0")
  void unpriced() {
    JsonNode unpriced = server.get("overview", TEN, NOON, null).path("unpriced");
    assertThat(unpriced).hasSize(1);
    assertThat(unpriced.get(0).path("model").asText()).isEqualTo("house-model-1");
    assertThat(unpriced.get(0).path("calls").asInt()).isEqualTo(1);
    assertThat(unpriced.get(0).path("tokens").asLong()).isEqualTo(350);
  }

  @Test
  @DisplayName(
      "UI-25: 100 calls of 1 to 100 s have P50 50.5, P90 90.1, P95 95.05 and P99 99.01 s, exact to"
          + " a microsecond")
  void percentiles() {
    JsonNode overview = server.get("overview", ONE_PM, TWO_PM, "percentiles");
    JsonNode latency = overview.path("latency");
    assertThat(latency.path("calls").asInt()).isEqualTo(100);
    assertThat(latency.path("p50Ms").asDouble()).isCloseTo(50_500, within(1e-3));
    assertThat(latency.path("p90Ms").asDouble()).isCloseTo(90_100, within(1e-3));
    assertThat(latency.path("p95Ms").asDouble()).isCloseTo(95_050, within(1e-3));
    assertThat(latency.path("p99Ms").asDouble()).isCloseTo(99_010, within(1e-3));
    assertThat(overview.path("conversations").path("count").asInt()).isZero();
    assertThat(overview.path("conversations").path("messagesPerConversation").isNull()).isTrue();
    assertThat(overview.path("conversationCost").path("average").isNull()).isTrue();
    // No usage was reported: tokens are unknown and nothing is priced.
    assertThat(overview.path("cost").path("total").isNull()).isTrue();
    assertThat(overview.path("tokens").path("callsWithoutUsage").asInt()).isEqualTo(100);
  }

  @Test
  @DisplayName(
      "UI-10: the list's rows carry cost, tokens, duration, turns, models, user and errors of what"
          + " is in the range")
  void conversationRows() {
    JsonNode all = server.get("conversations", TEN, NOON, null);
    assertThat(all.path("total").asInt()).isEqualTo(3);
    // Newest activity first: c-trip at 11:10, c-order at 11:07, c-refund at 10:12.
    assertRow(all, 0, "c-trip", "u-ben", 5, 5, 10, 1500, "0.0075", 0, 30_000, 0, "gpt-4o");
    assertRow(
        all, 1, "c-order", "u-cleo", 3, 3, 5, 850, "0.002", 1, 5_750, 1, "gpt-4o", "house-model-1");
    assertRow(all, 2, "c-refund", "u-anna", 2, 2, 4, 1900, "0.010375", 0, 3_000, 0, "gpt-4o");
    assertThat(all.path("conversations").get(1).path("toolCalls").asInt()).isEqualTo(1);
    assertThat(all.path("conversations").get(1).path("category").asText())
        .isEqualTo("delivery_question");
    assertThat(all.path("conversations").get(2).path("title").asText())
        .isEqualTo("I want my money back.");

    // From eleven on, c-trip counts its two turns from the edge on, and c-refund is gone.
    JsonNode late = server.get("conversations", ELEVEN, NOON, null);
    assertThat(late.path("total").asInt()).isEqualTo(2);
    assertRow(late, 0, "c-trip", "u-ben", 2, 2, 10, 600, "0.003", 0, 15_000, 0, "gpt-4o");

    JsonNode staging = server.get("conversations", TEN, NOON, "staging");
    assertThat(staging.path("total").asInt()).isEqualTo(1);
    assertThat(staging.path("conversations").get(0).path("id").asText()).isEqualTo("c-trip");
  }

  private static void assertRow(
      JsonNode list,
      int index,
      String id,
      String user,
      int turns,
      int calls,
      int messages,
      long tokens,
      String cost,
      int unpriced,
      double durationMs,
      int errors,
      String... models) {
    JsonNode row = list.path("conversations").get(index);
    assertThat(row.path("id").asText()).isEqualTo(id);
    assertThat(row.path("user").asText()).isEqualTo(user);
    assertThat(row.path("turns").asInt()).isEqualTo(turns);
    assertThat(row.path("calls").asInt()).isEqualTo(calls);
    assertThat(row.path("messages").asInt()).isEqualTo(messages);
    assertThat(row.path("tokens").path("total").asLong()).isEqualTo(tokens);
    assertMoney(row.path("cost"), cost);
    assertThat(row.path("unpricedCalls").asInt()).isEqualTo(unpriced);
    assertThat(row.path("durationMs").asDouble()).isCloseTo(durationMs, within(1e-3));
    assertThat(row.path("errors").asInt()).isEqualTo(errors);
    assertThat(texts(row.path("models"))).containsExactlyInAnyOrder(models);
  }

  @Test
  @DisplayName(
      "UI-11 CTX-05: the flow shows every turn across traces with prompt, answer, tokens, cost and"
          + " trace, in order")
  void flow() {
    JsonNode flow = server.get("conversation", ELEVEN, NOON, null, "id", "c-trip");
    assertThat(flow.path("user").asText()).isEqualTo("u-ben");
    assertThat(flow.path("turnsTotal").asInt()).isEqualTo(5);
    assertThat(flow.path("turnsInRange").asInt()).isEqualTo(2);
    assertMoney(flow.path("totals").path("cost"), "0.0075");
    JsonNode turns = flow.path("turns");
    assertThat(turns).hasSize(5);
    List<String> traces = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      JsonNode turn = turns.get(i);
      assertThat(turn.path("number").asInt()).isEqualTo(i + 1);
      assertThat(turn.path("automatic").asBoolean()).isFalse();
      assertThat(turn.path("inRange").asBoolean()).isEqualTo(i >= 3);
      assertThat(turn.path("durationMs").asDouble()).isCloseTo(4_000 + 1_000 * i, within(1e-3));
      assertThat(turn.path("tokens").path("total").asLong()).isEqualTo(300);
      assertMoney(turn.path("cost"), "0.0015");
      // Each turn resent everything said before; only the new pair is shown.
      assertThat(turn.path("repeated").asInt()).isEqualTo(2 * i);
      assertThat(said(turn))
          .containsExactly(
              "user: Question " + (i + 1) + " about Porto?",
              "assistant: Answer " + (i + 1) + " about Porto.");
      traces.addAll(texts(turn.path("traceIds")));
    }
    assertThat(traces).hasSize(5).doesNotHaveDuplicates();
  }

  @Test
  @DisplayName("UI-13: a turn shows its tool call, its failure and the request that caused it")
  void flowOfToolsAndErrors() {
    JsonNode turns = server.get("conversation", TEN, NOON, null, "id", "c-order").path("turns");
    assertThat(turns).hasSize(3);

    JsonNode first = turns.get(0);
    assertThat(first.path("request").path("name").asText()).isEqualTo("POST /chat");
    assertThat(first.path("request").path("spanId").asText())
        .isEqualTo(sent.httpParent().getSpanId());
    assertMoney(first.path("cost"), "0.002");
    JsonNode tool = first.path("steps").get(1);
    assertThat(tool.path("kind").asText()).isEqualTo("tool_call");
    assertThat(tool.path("tool").path("name").asText()).isEqualTo("track_parcel");
    assertThat(tool.path("tool").path("arguments").toString()).contains("88");
    assertThat(tool.path("tool").path("result").toString()).contains("tomorrow");

    JsonNode second = turns.get(1);
    assertThat(second.path("cost").isNull()).isTrue();
    assertThat(second.path("unpricedCalls").asInt()).isEqualTo(1);
    assertThat(second.path("tokens").path("total").asLong()).isEqualTo(350);

    JsonNode third = turns.get(2);
    assertThat(third.path("status").asText()).isEqualTo("error");
    assertThat(third.path("failures")).hasSize(1);
    assertThat(third.path("failures").get(0).path("type").asText()).isEqualTo("RateLimitError");
    assertThat(third.path("failures").get(0).path("spanId").asText())
        .isEqualTo(sent.failedCall().getSpanId());
    assertThat(said(third)).containsExactly("user: Then cancel it.");
  }

  @Test
  @DisplayName("UI-14 UI-15: the traces list filters by span kind and by category")
  void traceList() {
    JsonNode calls = server.get("traces", TEN, NOON, null);
    assertThat(calls.path("total").asInt()).isEqualTo(10);
    assertThat(texts(calls.path("categories"))).containsExactly("delivery_question");
    JsonNode tools = server.get("traces", TEN, NOON, null, "spanKind", "tool");
    assertThat(tools.path("total").asInt()).isEqualTo(1);
    assertThat(tools.path("spans").get(0).path("category").asText()).isEqualTo("delivery_question");
    assertThat(tools.path("spans").get(0).path("durationMs").asDouble())
        .isCloseTo(250, within(1e-3));
    JsonNode category =
        server.get(
            "traces", TEN, NOON, null, "spanKind", "tool,llm", "category", "delivery_question");
    assertThat(category.path("total").asInt()).isEqualTo(1);
    JsonNode failed = server.get("traces", TEN, NOON, null, "status", "error");
    assertThat(failed.path("total").asInt()).isEqualTo(1);
    assertThat(failed.path("spans").get(0).path("spanId").asText())
        .isEqualTo(sent.failedCall().getSpanId());
    assertThat(failed.path("spans").get(0).path("cost").isNull()).isTrue();
  }

  @Test
  @DisplayName("UI-12: a trace holds every span of its request, with the HTTP parent at its root")
  void trace() {
    String traceId = sent.orderTurn1().getTraceId();
    JsonNode trace = server.get("traces/" + traceId);
    assertThat(trace.path("durationMs").asDouble()).isCloseTo(4_000, within(1e-3));
    assertMoney(trace.path("cost"), "0.002");
    List<String> names = new ArrayList<>();
    List<Integer> depths = new ArrayList<>();
    for (JsonNode span : trace.path("spans")) {
      names.add(span.path("name").asText());
      depths.add(span.path("depth").asInt());
    }
    assertThat(names).containsExactly("POST /chat", "chat gpt-4o", "execute_tool track_parcel");
    assertThat(depths).containsExactly(0, 1, 1);

    JsonNode call = server.get("traces/" + traceId + "/spans/" + sent.orderTurn1().getSpanId());
    assertThat(call.path("responseModel").asText()).isEqualTo("gpt-4o-2024-08-06");
    assertThat(call.path("attributes").path("gen_ai.conversation.id").asText())
        .isEqualTo("c-order");
    assertThat(call.path("input").get(0).path("parts").get(0).path("content").asText())
        .isEqualTo("Where is my parcel?");
    assertThat(texts(call.path("finishReasons"))).containsExactly("stop");
  }

  private static List<String> said(JsonNode turn) {
    List<String> said = new ArrayList<>();
    for (JsonNode message : turn.path("messages")) {
      said.add(
          message.path("role").asText()
              + ": "
              + message.path("parts").get(0).path("content").asText());
    }
    return said;
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  /** Amounts are exact: equal as text, not merely close. */
  private static void assertMoney(JsonNode money, @Nullable String amount) {
    if (amount == null) {
      assertThat(money.isNull()).as("money %s is unknown", money).isTrue();
    } else {
      assertThat(money.path("amount").asText()).isEqualTo(amount);
      assertThat(money.path("currency").asText()).isEqualTo("USD");
    }
  }
}
