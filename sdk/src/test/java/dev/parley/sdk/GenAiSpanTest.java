package dev.parley.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.parley.pricing.Price;
import dev.parley.pricing.PriceBook;
import dev.parley.pricing.Usage;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Duration;
import java.util.AbstractMap;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GenAiSpanTest {
  private static final PriceBook PRICES =
      PriceBook.empty()
          .with("gpt-4o", Price.perMillion("2.50", "10.00"))
          .with("text-embedding-3-small", Price.perMillion("0.02", "0"))
          .with("free", Price.perMillion("0", "0"));

  private final SpanRecorder spans = new SpanRecorder();

  @AfterEach
  void close() {
    spans.close();
  }

  /** A span of any library's, with what was put on it by hand. */
  private SpanData record(Consumer<GenAiSpan> byHand) {
    return record(spans, byHand);
  }

  private static SpanData record(SpanRecorder spans, Consumer<GenAiSpan> byHand) {
    Span span = spans.start("span");
    byHand.accept(GenAiSpan.of(span).on(spans.parley()));
    span.end();
    return spans.only();
  }

  private static Map<String, Object> map(SpanData span) {
    return SpanRecorder.map(span.getAttributes());
  }

  private static List<Map<String, Object>> events(SpanData span, String name) {
    return span.getEvents().stream()
        .filter(event -> event.getName().equals(name))
        .map(EventData::getAttributes)
        .map(SpanRecorder::map)
        .toList();
  }

  @Test
  @DisplayName(
      "MH-06 D7: a model call's attributes, finish reasons as a list, total from its parts")
  void standard() {
    SpanData span =
        record(
            s ->
                s.kind(StepKind.LLM)
                    .operation("chat")
                    .model("gpt-4o")
                    .temperature(0.8)
                    .topP(0.95)
                    .topK(40)
                    .maxTokens(150)
                    .frequencyPenalty(0.1f)
                    .presencePenalty(0)
                    .seed(7)
                    .stopSequences("END")
                    .responseId("chatcmpl-1")
                    .responseModel("gpt-4o-2024-08-06")
                    .finishReasons("stop")
                    .usage(Usage.of(1000, 500)));

    assertThat(map(span))
        .isEqualTo(
            Map.ofEntries(
                Map.entry("gen_ai.l9.span.kind", "llm"),
                Map.entry("gen_ai.operation.name", "chat"),
                Map.entry("gen_ai.request.model", "gpt-4o"),
                Map.entry("gen_ai.provider.name", "openai"),
                Map.entry("gen_ai.system", "openai"),
                Map.entry("gen_ai.request.temperature", 0.8),
                Map.entry("gen_ai.request.top_p", 0.95),
                Map.entry("gen_ai.request.top_k", 40L),
                Map.entry("gen_ai.request.max_tokens", 150L),
                Map.entry("gen_ai.request.frequency_penalty", 0.1),
                Map.entry("gen_ai.request.presence_penalty", 0.0),
                Map.entry("gen_ai.request.seed", 7L),
                Map.entry("gen_ai.request.stop_sequences", List.of("END")),
                Map.entry("gen_ai.response.id", "chatcmpl-1"),
                Map.entry("gen_ai.response.model", "gpt-4o-2024-08-06"),
                Map.entry("gen_ai.response.finish_reasons", List.of("stop")),
                Map.entry("gen_ai.usage.input_tokens", 1000L),
                Map.entry("gen_ai.usage.output_tokens", 500L),
                Map.entry("gen_ai.usage.total_tokens", 1500L)));
  }

  @Test
  @DisplayName("MH-06: the provider given wins over the model's, before and after it")
  void provider() {
    Map<String, Object> before = map(record(s -> s.provider("Azure").model("gpt-4o")));
    assertThat(before).containsEntry("gen_ai.provider.name", "azure.ai.openai");
    try (SpanRecorder other = new SpanRecorder()) {
      Map<String, Object> after = map(record(other, s -> s.model("gpt-4o").provider("my-proxy")));
      assertThat(after).containsEntry("gen_ai.provider.name", "my-proxy");
    }
    try (SpanRecorder other = new SpanRecorder()) {
      Map<String, Object> unknown = map(record(other, s -> s.model("my-model")));
      assertThat(unknown).isEqualTo(Map.of("gen_ai.request.model", "my-model"));
    }
  }

  @Test
  @DisplayName("TK-06: null is never an attribute or event, whichever helper it is given to")
  void nulls() {
    SpanData span =
        record(
            s ->
                s.kind(null)
                    .operation(null)
                    .model(null)
                    .provider(null)
                    .temperature(null)
                    .topP(null)
                    .topK(null)
                    .maxTokens(null)
                    .frequencyPenalty(null)
                    .presencePenalty(null)
                    .seed(null)
                    .stopSequences((String[]) null)
                    .responseId(null)
                    .responseModel(null)
                    .finishReasons((String[]) null)
                    .usage(null)
                    .usage(Usage.unknown())
                    .cost((PriceBook) null)
                    .cost((dev.parley.pricing.Cost) null)
                    .conversation(null)
                    .user(null)
                    .session(null)
                    .turn(null)
                    .workflow(null, null)
                    .prompt(null)
                    .responseTime(null)
                    .requestSize(null)
                    .responseSize(null)
                    .quality(null)
                    .tool((Tool) null)
                    .toolResult(null)
                    .toolDuration(null)
                    .attribute("key", null)
                    .attribute(null, "value")
                    .content(null, null));

    assertThat(map(span)).isEmpty();
    assertThat(span.getEvents()).isEmpty();
  }

  @Test
  @DisplayName("TK-06: 0, 0.0, the empty text and false are kept")
  void falsy() {
    SpanData span =
        record(
            s ->
                s.operation("")
                    .model("")
                    .temperature(0)
                    .topP(0.0)
                    .topK(0)
                    .maxTokens(0)
                    .frequencyPenalty(0f)
                    .presencePenalty(0L)
                    .seed(0)
                    .responseId("")
                    .finishReasons("", null)
                    .usage(Usage.of(0, 0))
                    .conversation("")
                    .user("")
                    .session("")
                    .turn(0)
                    .toolResult("")
                    .toolDuration(Duration.ZERO)
                    .attribute("flag", false)
                    .attribute("text", "")
                    .attribute("whole", 0)
                    .attribute("decimal", 0.0)
                    .attribute("list", Arrays.asList("", null, 0))
                    .content("", ""));

    assertThat(map(span))
        .containsEntry("gen_ai.operation.name", "")
        .containsEntry("gen_ai.request.model", "")
        .containsEntry("gen_ai.request.temperature", 0.0)
        .containsEntry("gen_ai.request.top_p", 0.0)
        .containsEntry("gen_ai.request.top_k", 0L)
        .containsEntry("gen_ai.request.max_tokens", 0L)
        .containsEntry("gen_ai.request.frequency_penalty", 0.0)
        .containsEntry("gen_ai.request.presence_penalty", 0.0)
        .containsEntry("gen_ai.request.seed", 0L)
        .containsEntry("gen_ai.response.id", "")
        .containsEntry("gen_ai.response.finish_reasons", List.of(""))
        .containsEntry("gen_ai.usage.input_tokens", 0L)
        .containsEntry("gen_ai.usage.output_tokens", 0L)
        .containsEntry("gen_ai.usage.total_tokens", 0L)
        .containsEntry("gen_ai.conversation.id", "")
        .containsEntry("user.id", "")
        .containsEntry("session.id", "")
        .containsEntry("gen_ai.conversation.turn_number", 0L)
        .containsEntry("gen_ai.function.call.result", "")
        .containsEntry("gen_ai.function.call.duration_ms", 0.0)
        .containsEntry("flag", false)
        .containsEntry("text", "")
        .containsEntry("whole", 0L)
        .containsEntry("decimal", 0.0)
        .containsEntry("list", List.of("", "0"));
    assertThat(events(span, "gen_ai.content.prompt"))
        .containsExactly(
            Map.of(
                "gen_ai.prompt", "", "gen_ai.prompt.length", 0L, "gen_ai.prompt.truncated", false));
  }

  @Test
  @DisplayName("What is no number is left out")
  void notFinite() {
    SpanData span =
        record(s -> s.temperature(Double.NaN).topP(Float.POSITIVE_INFINITY).quality(Double.NaN));
    assertThat(map(span)).isEmpty();
  }

  @Test
  @DisplayName("D14: a cost is not rounded, and goes by the model that answered")
  void cost() {
    Map<String, Object> small =
        map(record(s -> s.model("text-embedding-3-small").usage(Usage.of(20, 0)).cost(PRICES)));
    assertThat(small)
        .containsEntry("gen_ai.usage.cost_usd", 4e-7)
        .containsEntry("gen_ai.usage.cost_input_usd", 4e-7)
        .containsEntry("gen_ai.usage.cost_output_usd", 0.0)
        .containsEntry("parley.cost.source", "estimated")
        .containsEntry("parley.cost.book", PRICES.version());
    try (SpanRecorder other = new SpanRecorder()) {
      Map<String, Object> answered =
          map(
              record(
                  other,
                  s ->
                      s.model("alias")
                          .responseModel("gpt-4o-2024-08-06")
                          .usage(Usage.of(1000, 500))
                          .cost(PRICES)));
      assertThat(answered)
          .containsEntry("gen_ai.usage.cost_usd", 0.0075)
          .containsEntry("gen_ai.usage.cost_input_usd", 0.0025)
          .containsEntry("gen_ai.usage.cost_output_usd", 0.005);
    }
  }

  @Test
  @DisplayName("D14: a free call has a cost, 0; one without a price or without tokens has none")
  void freeAndUnknown() {
    assertThat(map(record(s -> s.model("free").usage(Usage.of(10, 5)).cost(PRICES))))
        .containsEntry("gen_ai.usage.cost_usd", 0.0);
    try (SpanRecorder other = new SpanRecorder()) {
      Map<String, Object> unpriced =
          map(record(other, s -> s.model("unknown").usage(Usage.of(10, 5)).cost(PRICES)));
      assertThat(unpriced).doesNotContainKey("gen_ai.usage.cost_usd");
    }
    try (SpanRecorder other = new SpanRecorder()) {
      Map<String, Object> noTokens = map(record(other, s -> s.model("gpt-4o").cost(PRICES)));
      assertThat(noTokens).doesNotContainKey("gen_ai.usage.cost_usd");
    }
  }

  @Test
  @DisplayName("A cost by hand is not added to by the price book of the provider")
  void costOnce() {
    try (SpanRecorder priced = new SpanRecorder(builder -> builder.prices(PRICES))) {
      Map<String, Object> span =
          map(
              record(
                  priced,
                  s ->
                      s.model("gpt-4o")
                          .usage(Usage.of(1000, 500))
                          .cost(Price.perMillion("1", "1").cost(Usage.of(1_000_000, 0)))));
      assertThat(span).containsEntry("gen_ai.usage.cost_usd", 1.0);
    }
  }

  @Test
  @DisplayName("A cost goes by what others wrote on the span, too")
  void costOfTheSpan() {
    Span span = spans.start("span");
    span.setAttribute("gen_ai.request.model", "gpt-4o")
        .setAttribute("gen_ai.usage.input_tokens", 1000)
        .setAttribute("gen_ai.usage.output_tokens", 500);
    GenAiSpan.of(span).cost(PRICES);
    span.end();
    assertThat(spans.attributes("span")).containsEntry("gen_ai.usage.cost_usd", 0.0075);
  }

  @Test
  @DisplayName("MH-08: conversation, user, session and turn on any span, and its workflow")
  void conversation() {
    assertThat(
            map(
                record(
                    s ->
                        s.conversation("c1")
                            .user("u1")
                            .session("s1")
                            .turn(3)
                            .workflow("w1", "rag"))))
        .isEqualTo(
            Map.of(
                "gen_ai.conversation.id", "c1",
                "user.id", "u1",
                "workflow.user_id", "u1",
                "session.id", "s1",
                "workflow.session_id", "s1",
                "gen_ai.conversation.turn_number", 3L,
                "workflow.id", "w1",
                "workflow.type", "rag"));
  }

  @ParameterizedTest
  @DisplayName("MH-09 D20: each of the five kinds can be set")
  @EnumSource
  void kinds(StepKind kind) {
    assertThat(map(record(s -> s.kind(kind))))
        .isEqualTo(Map.of("gen_ai.l9.span.kind", kind.name().toLowerCase(Locale.ROOT)));
  }

  @Test
  @DisplayName("MH-05: response time, sizes and quality, each also when it is 0")
  void performance() {
    assertThat(
            map(
                record(
                    s ->
                        s.responseTime(Duration.ofNanos(1_500_000))
                            .requestSize(2048)
                            .responseSize(4096L)
                            .quality(0.9))))
        .isEqualTo(
            Map.of(
                "gen_ai.response.time_ms",
                1.5,
                "gen_ai.request.size_bytes",
                2048L,
                "gen_ai.response.size_bytes",
                4096L,
                "gen_ai.quality.score",
                0.9));
    try (SpanRecorder other = new SpanRecorder()) {
      Map<String, Object> zero =
          map(
              record(
                  other,
                  s -> s.responseTime(Duration.ZERO).requestSize(0).responseSize(0).quality(0)));
      assertThat(zero)
          .isEqualTo(
              Map.of(
                  "gen_ai.response.time_ms",
                  0.0,
                  "gen_ai.request.size_bytes",
                  0L,
                  "gen_ai.response.size_bytes",
                  0L,
                  "gen_ai.quality.score",
                  0.0));
    }
  }

  @Test
  @DisplayName("MH-07: content over the limit is cut and says so; of just the limit it is whole")
  void content() {
    SpanData span = record(s -> s.content("x".repeat(2000), "y".repeat(100), 100));

    assertThat(events(span, "gen_ai.content.prompt"))
        .containsExactly(
            Map.of(
                "gen_ai.prompt",
                "x".repeat(100) + "...",
                "gen_ai.prompt.length",
                2000L,
                "gen_ai.prompt.truncated",
                true));
    assertThat(events(span, "gen_ai.content.completion"))
        .containsExactly(
            Map.of(
                "gen_ai.completion",
                "y".repeat(100),
                "gen_ai.completion.length",
                100L,
                "gen_ai.completion.truncated",
                false));
  }

  @Test
  @DisplayName("MH-07: no character is cut in two")
  void surrogates() {
    SpanData span = record(s -> s.content("ab\uD83D\uDE00cd", null, 3));
    assertThat(events(span, "gen_ai.content.prompt").get(0))
        .containsEntry("gen_ai.prompt", "ab...")
        .containsEntry("gen_ai.prompt.length", 6L);
  }

  @Test
  @DisplayName("Content is redacted, and left out where it is switched off")
  void redactedAndOff() {
    Consumer<GenAiSpan> byHand =
        s ->
            s.content("my secret", List.of(Map.of("role", "user", "content", "secret")))
                .prompt(PromptTemplate.of("secret").id("t"))
                .tool(Tool.of("find").arguments(Map.of("q", "secret")))
                .toolResult("secret")
                .toolCallEvent("find", "secret")
                .toolResultEvent("find", "secret");
    try (SpanRecorder redacted =
        new SpanRecorder(
            builder -> builder.redactor((key, text) -> text.replace("secret", "[x]")))) {
      SpanData span = record(redacted, byHand);
      assertThat(span.toString()).doesNotContain("secret");
      assertThat(events(span, "gen_ai.content.prompt").get(0))
          .containsEntry("gen_ai.prompt", "my [x]");
      assertThat(events(span, "gen_ai.content.completion").get(0))
          .containsEntry("gen_ai.completion", "user: [x]");
      assertThat(map(span))
          .containsEntry("gen_ai.function.call.arguments", "{\"q\":\"[x]\"}")
          .containsEntry("gen_ai.prompt.template", "[x]");
    }
    try (SpanRecorder silent =
        new SpanRecorder(
            Map.of("OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT", "false"),
            builder -> builder)) {
      SpanData span = record(silent, byHand);
      assertThat(span.toString()).doesNotContain("secret");
      assertThat(span.getEvents())
          .extracting(EventData::getName)
          .containsExactly("gen_ai.tool.call", "gen_ai.tool.result");
      assertThat(map(span))
          .containsEntry("gen_ai.prompt.hash", PromptTemplate.of("secret").hash())
          .containsEntry("gen_ai.tool.name", "find");
    }
  }

  @Test
  @DisplayName("MH-02: a tool's call and its result as events")
  void toolEvents() {
    SpanData span =
        record(
            s ->
                s.toolCallEvent("search", Map.of("query", "\u00e9t\u00e9"))
                    .toolResultEvent("search", 0)
                    .toolResultEvent("search", ""));

    assertThat(events(span, "gen_ai.tool.call"))
        .containsExactly(
            Map.of(
                "gen_ai.tool.name", "search",
                "gen_ai.function.call.arguments", "{\"query\":\"\u00e9t\u00e9\"}"));
    assertThat(events(span, "gen_ai.tool.result"))
        .containsExactly(
            Map.of("gen_ai.tool.name", "search", "gen_ai.function.call.result", "0"),
            Map.of("gen_ai.tool.name", "search", "gen_ai.function.call.result", ""));
  }

  @Test
  @DisplayName("No content is longer than 10,000 characters, and what was cut says so")
  void longContent() {
    String text = "x".repeat(20_000);
    GenAiSpan.llm("call")
        .on(spans.parley())
        .start()
        .toolCallEvent("t", Map.of("text", text))
        .toolResultEvent("t", text)
        .prompt(PromptTemplate.of(text))
        .end();

    assertThat(spans.attributes("call"))
        .containsEntry("gen_ai.prompt.template", "x".repeat(10_000) + "...")
        .containsEntry("gen_ai.prompt.template.length", 20_000L)
        .containsEntry("gen_ai.prompt.template.truncated", true);
    List<Map<String, Object>> events =
        spans.only().getEvents().stream()
            .map(event -> SpanRecorder.map(event.getAttributes()))
            .toList();
    assertThat(events.get(0))
        .containsEntry("gen_ai.function.call.arguments.truncated", true)
        .hasEntrySatisfying(
            "gen_ai.function.call.arguments",
            json -> assertThat(BridgedSpans.json(json).isTextual()).isTrue());
    assertThat(events.get(1))
        .containsEntry("gen_ai.function.call.result", "x".repeat(10_000) + "...")
        .containsEntry("gen_ai.function.call.result.length", 20_000L);
  }

  @Test
  @DisplayName("An array is listed, not named by its address")
  void arrays() {
    GenAiSpan.llm("call")
        .on(spans.parley())
        .start()
        .attribute("texts", new String[] {"a", "b"})
        .attribute("numbers", new int[] {1, 2})
        .end();

    assertThat(spans.attributes("call"))
        .containsEntry("texts", List.of("a", "b"))
        .containsEntry("numbers", "[1,2]");
  }

  @Test
  @DisplayName("MH-03: an argument without a form in JSON is recorded as its text")
  void notSerialisable() {
    Object noJson =
        new Object() {
          @Override
          public String toString() {
            return "a \"thing\"";
          }
        };
    Object broken =
        new Object() {
          @Override
          public String toString() {
            throw new IllegalStateException("no text");
          }
        };
    Map<String, Object> brokenMap =
        new AbstractMap<>() {
          @Override
          public Set<Entry<String, Object>> entrySet() {
            throw new IllegalStateException("no entries");
          }
        };
    SpanData span =
        record(
            s ->
                s.toolCallEvent("t", Map.of("a", noJson))
                    .toolCallEvent("t", noJson)
                    .toolCallEvent("t", Map.of("a", broken))
                    .toolCallEvent("t", brokenMap));

    assertThat(events(span, "gen_ai.tool.call"))
        .extracting(event -> event.get("gen_ai.function.call.arguments"))
        .satisfiesExactly(
            one -> assertThat(one).isEqualTo("{\"a\":\"a \\\"thing\\\"\"}"),
            two -> assertThat(two).isEqualTo("\"a \\\"thing\\\"\""),
            three -> assertThat((String) three).startsWith("{\"a\":\"(text of ").contains("failed"),
            four -> assertThat((String) four).startsWith("\"(text of ").contains("failed"));
  }

  @Test
  @DisplayName("Ending and failing a span of another library, once; and on a current one")
  void endings() {
    GenAiSpan failing = GenAiSpan.of(spans.start("failing"));
    failing.fail(new IllegalStateException("broken"));
    failing.end();
    Span current = spans.start("current");
    try (Scope scope = current.makeCurrent()) {
      GenAiSpan.current().model("gpt-4o").end();
    }

    SpanData failed = spans.named("failing");
    assertThat(failed.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(failed.getStatus().getDescription()).isEqualTo("broken");
    assertThat(map(failed)).containsEntry("error.type", "java.lang.IllegalStateException");
    assertThat(failed.getEvents()).hasSize(1);
    assertThat(spans.attributes("current")).containsEntry("gen_ai.request.model", "gpt-4o");
  }

  @Test
  @DisplayName("Nothing throws on no span, an ended span and one that is not recorded")
  void nowhere() {
    Span ended = spans.start("ended");
    ended.end();
    Span notRecorded = OpenTelemetry.noop().getTracer("t").spanBuilder("s").startSpan();
    for (Span span : Arrays.asList(null, Span.getInvalid(), ended, notRecorded)) {
      assertThatCode(
              () ->
                  GenAiSpan.of(span)
                      .model("gpt-4o")
                      .usage(Usage.of(1, 1))
                      .cost(PRICES)
                      .content("a", "b")
                      .tool(Tool.of("t").arguments(1))
                      .fail(new IllegalStateException()))
          .doesNotThrowAnyException();
    }
    assertThat(spans.attributes("ended")).isEmpty();
  }
}
