package dev.parley.examples.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.sdk.Agent;
import dev.parley.sdk.Conversation;
import dev.parley.sdk.Feedback;
import dev.parley.sdk.Parley;
import dev.parley.sdk.Step;
import dev.parley.sdk.Workflow;
import io.opentelemetry.api.trace.Span;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the SDK's scopes promise, asked of a real server. */
class ScopesTest {
  private final Instant from = Instant.now().minus(Duration.ofHours(1));
  private final Instant to = Instant.now().plus(Duration.ofHours(1));

  private RunningServer server;
  private Parley parley;

  @BeforeEach
  void start(@TempDir Path folder) {
    server = RunningServer.start(folder, ThreeConversations.PRICES);
    parley = Parley.builder().serviceName("scopes").endpoint(server.http()).build();
  }

  @AfterEach
  void stop() {
    parley.close();
    server.close();
  }

  private JsonNode get(String path, String... parameters) {
    assertThat(parley.flush(Duration.ofSeconds(20))).isTrue();
    return server.get(path, from, to, null, parameters);
  }

  /** A model call by hand, and the trace it was in. */
  private String call(String name, long input, long output) {
    return Step.llm(name)
        .on(parley)
        .input("Question of " + name)
        .call(
            () -> {
              Span span =
                  Span.current()
                      .setAttribute("gen_ai.request.model", "gpt-4o")
                      .setAttribute("gen_ai.usage.input_tokens", input)
                      .setAttribute("gen_ai.usage.output_tokens", output);
              return span.getSpanContext().getTraceId();
            });
  }

  @Test
  @SuppressWarnings("try") // Conversations work by being open.
  @DisplayName(
      "CTX-05 Q-01: two traces of two scopes with one id are one conversation, in order of start")
  void oneIdLinksTraces() {
    List<String> traces = new ArrayList<>();
    try (var first = Conversation.of("c1").user("ann").open()) {
      traces.add(call("first", 1000, 500));
    }
    call("apart", 10, 10);
    try (var second = Conversation.of("c1").user("ann").open()) {
      traces.add(call("second", 400, 100));
    }
    assertThat(traces).doesNotHaveDuplicates();

    JsonNode flow = get("conversation", "id", "c1");
    assertThat(flow.path("turnsTotal").asInt()).isEqualTo(2);
    List<String> shown = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (JsonNode turn : flow.path("turns")) {
      turn.path("traceIds").forEach(id -> shown.add(id.asText()));
      turn.path("steps").forEach(step -> names.add(step.path("name").asText()));
    }
    assertThat(shown).isEqualTo(traces);
    assertThat(names).containsExactly("first", "second");
    assertThat(flow.at("/totals/cost/amount").asText()).isEqualTo("0.0095");

    JsonNode spans = get("traces", "conversation", "c1", "sort", "start", "order", "asc");
    assertThat(spans.path("total").asInt()).isEqualTo(2);
    assertThat(spans.at("/spans/0/traceId").asText()).isEqualTo(traces.get(0));
    assertThat(spans.at("/spans/1/traceId").asText()).isEqualTo(traces.get(1));
  }

  @Test
  @DisplayName("WF-11: a workflow whose step failed is found by the query for those with errors")
  void workflowsWithErrors() {
    Workflow.of("wf-good").type("rag").run(() -> call("answer", 1000, 500));
    assertThatThrownBy(
            () ->
                Workflow.of("wf-bad")
                    .type("rag")
                    .run(
                        () -> {
                          call("plan", 1000, 500);
                          Step.chain("look_up")
                              .on(parley)
                              .run(() -> Step.tool("search").on(parley).run(ScopesTest::fail));
                        }))
        .hasMessage("no index");
    // A failure that the workflow got over is one all the same.
    Workflow.of("wf-recovered")
        .type("summary")
        .run(
            () -> {
              assertThatThrownBy(() -> Step.tool("cache").on(parley).run(ScopesTest::fail))
                  .hasMessage("no index");
              call("answer", 400, 100);
            });

    JsonNode failed = get("workflows", "errors", "true", "sort", "errors", "order", "desc");
    assertThat(ids(failed)).containsExactlyInAnyOrder("wf-bad", "wf-recovered");
    assertThat(failed.path("total").asInt()).isEqualTo(2);
    for (JsonNode workflow : failed.path("workflows")) {
      // The chain failed because its tool did: one failure.
      assertThat(workflow.path("errors").asInt()).isEqualTo(1);
    }
    assertThat(ids(get("workflows", "errors", "true", "type", "rag"))).containsExactly("wf-bad");
    assertThat(ids(get("workflows", "sort", "cost")))
        .containsExactly("wf-bad", "wf-good", "wf-recovered");
    JsonNode good = get("workflows", "q", "good").at("/workflows/0");
    assertThat(good.path("errors").asInt()).isZero();
    assertThat(good.at("/cost/amount").asText()).isEqualTo("0.0075");
    assertThat(good.path("types").toString()).isEqualTo("[\"rag\"]");

    JsonNode types = get("workflow-types").path("types");
    assertThat(types.at("/0/type").asText()).isEqualTo("rag");
    assertThat(types.at("/0/workflows").asInt()).isEqualTo(2);
    assertThat(types.at("/0/cost/amount").asText()).isEqualTo("0.015");
    assertThat(types.at("/0/averageCost/amount").asText()).isEqualTo("0.0075");
    assertThat(types.at("/1/averageCost/amount").asText()).isEqualTo("0.002");
    assertThat(get("traces", "workflowType", "rag", "minCost", "0.007").path("total").asInt())
        .isEqualTo(2);
    assertThat(get("traces", "workflowType", "summary", "minCost", "0.007").path("total").asInt())
        .isZero();
  }

  private static void fail() {
    throw new IllegalStateException("no index");
  }

  private static List<String> ids(JsonNode page) {
    List<String> ids = new ArrayList<>();
    page.path("workflows").forEach(workflow -> ids.add(workflow.path("id").asText()));
    return ids;
  }

  @Test
  @DisplayName("the category of a step finds the calls inside, also those that name another's")
  void categories() {
    Step.agent("desk")
        .on(parley)
        .category("refund_request")
        .run(
            () -> {
              call("inside", 1000, 500);
              Step.chain("other")
                  .on(parley)
                  .category("delivery")
                  .run(() -> call("deeper", 400, 100));
            });
    call("outside", 10, 10);
    JsonNode calls = get("traces", "sort", "tokens");
    assertThat(calls.at("/categories").toString()).isEqualTo("[\"delivery\",\"refund_request\"]");
    List<String> categories = new ArrayList<>();
    calls.path("spans").forEach(span -> categories.add(span.path("category").asText()));
    assertThat(categories).containsExactly("refund_request", "delivery", "null");
    JsonNode refunds = get("traces", "category", "refund_request");
    assertThat(refunds.path("total").asInt()).isEqualTo(1);
    assertThat(refunds.at("/spans/0/name").asText()).isEqualTo("inside");
  }

  @Test
  @DisplayName("what users say of answers is stored beside them and changes no figure")
  void feedback() {
    String trace =
        Conversation.of("c-liked")
            .call(
                () ->
                    Step.chain("answer")
                        .on(parley)
                        .call(
                            () -> {
                              String id = call("say", 1000, 500);
                              Feedback.ofSpan(Span.current())
                                  .on(parley)
                                  .score("helpful", 0.8, "good");
                              return id;
                            }));
    Feedback.of("c-liked").turn(1).by("ann").comment("Thank you").on(parley).thumbsUp();
    assertThat(parley.flush(Duration.ofSeconds(20))).isTrue();
    assertThat(server.get("status").path("logs").asInt()).isEqualTo(2);
    JsonNode flow = get("conversation", "id", "c-liked");
    assertThat(flow.path("turnsTotal").asInt()).isEqualTo(1);
    assertThat(flow.at("/totals/calls").asInt()).isEqualTo(1);
    assertThat(flow.at("/totals/cost/amount").asText()).isEqualTo("0.0075");
    JsonNode root = server.get("traces/" + trace).at("/spans/0");
    JsonNode detail = server.get("traces/" + trace + "/spans/" + root.path("spanId").asText());
    assertThat(detail.path("name").asText()).isEqualTo("answer");
    List<String> events = new ArrayList<>();
    detail.path("events").forEach(event -> events.add(event.path("name").asText()));
    assertThat(events).contains("gen_ai.evaluation.result");
  }

  @Test
  @DisplayName("totals that the SDK writes for readers of single spans enter no sum")
  void runningTotals() {
    Conversation.of("c-totals")
        .run(
            () ->
                Workflow.of("wf-totals")
                    .type("rag")
                    .run(
                        () ->
                            Agent.of("desk")
                                .run(
                                    () ->
                                        Step.agent("desk")
                                            .on(parley)
                                            .run(
                                                () -> {
                                                  call("one", 1000, 500);
                                                  call("two", 1000, 500);
                                                  Span.current()
                                                      .setAttribute("workflow.total_cost_usd", 7.5)
                                                      .setAttribute("workflow.llm_calls", 20L)
                                                      .setAttribute("parley.cost.inner_usd", 3.5)
                                                      .setAttribute(
                                                          "gen_ai.usage.input_tokens", 2000L)
                                                      .setAttribute(
                                                          "gen_ai.usage.output_tokens", 1000L)
                                                      .setAttribute("gen_ai.usage.cost_usd", 9.5);
                                                }))));
    JsonNode overview = get("overview");
    assertThat(overview.at("/cost/total/amount").asText()).isEqualTo("0.015");
    assertThat(overview.at("/tokens/total").asLong()).isEqualTo(3000);
    assertThat(overview.at("/spans/calls").asLong()).isEqualTo(2);
    JsonNode workflow = get("workflows").at("/workflows/0");
    assertThat(workflow.at("/cost/amount").asText()).isEqualTo("0.015");
    assertThat(workflow.path("calls").asInt()).isEqualTo(2);
    assertThat(workflow.at("/tokens/total").asLong()).isEqualTo(3000);
    assertThat(get("conversation", "id", "c-totals").at("/totals/cost/amount").asText())
        .isEqualTo("0.015");
  }
}
