package dev.parley.instrumentation.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.http.HttpResponseFor;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.SseException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.RawMessageStreamEvent;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Messages that come event by event. */
@SuppressWarnings("MustBeClosedChecker") // A test closes late, or never, to see what comes of it.
class MessageStreamsTest extends AnthropicLoopback {

  private static final String INCOMPLETE = "parley.stream.incomplete";
  private static final String SAID = "gen_ai.completion.0.content";

  /** Thinking, text, and two calls of tools whose pieces are mixed. */
  private static final String MIXED =
      Events.event(
              "message_start",
              """
              {"type":"message_start","message":{"id":"msg_2","type":"message","role":"assistant",\
              "model":"claude-sonnet-4-5-20250929","content":[],"stop_reason":null,\
              "stop_sequence":null,"usage":{"input_tokens":100,"cache_read_input_tokens":1000,\
              "cache_creation_input_tokens":300,"cache_creation":{"ephemeral_5m_input_tokens":300,\
              "ephemeral_1h_input_tokens":0},"output_tokens":1,"service_tier":"priority"}}}\
              """)
          + Events.start(0, "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}")
          + Events.delta(0, "{\"type\":\"thinking_delta\",\"thinking\":\"Let me \"}")
          + Events.delta(0, "{\"type\":\"thinking_delta\",\"thinking\":\"see.\"}")
          + Events.delta(0, "{\"type\":\"signature_delta\",\"signature\":\"c2ln\"}")
          + Events.stop(0)
          + Events.start(1, "{\"type\":\"text\",\"text\":\"\"}")
          + Events.text(1, "Looking ")
          + Events.PING
          + Events.start(2, tool("tu_1"))
          + Events.start(3, tool("tu_2"))
          + Events.input(2, "")
          + Events.input(3, "{\"city\":\"Ro")
          + Events.input(2, "{\"city\":")
          + Events.text(1, "it up.")
          + Events.input(3, "me\"}")
          + Events.input(2, "\"Paris\"}")
          + Events.stop(1)
          + Events.start(4, tool("tu_3"))
          + Events.input(4, "")
          + Events.stop(2)
          + Events.stop(3)
          + Events.stop(4)
          + Events.end("tool_use", 50)
          + Events.STOP;

  private static final String MIXED_WHOLE =
      """
      {"id":"msg_2","type":"message","role":"assistant","model":"claude-sonnet-4-5-20250929",
       "content":[{"type":"thinking","thinking":"Let me see.","signature":"c2ln"},
                  {"type":"text","text":"Looking it up."},
                  {"type":"tool_use","id":"tu_1","name":"weather","input":{"city":"Paris"}},
                  {"type":"tool_use","id":"tu_2","name":"weather","input":{"city":"Rome"}},
                  {"type":"tool_use","id":"tu_3","name":"weather","input":{}}],
       "stop_reason":"tool_use","stop_sequence":null,
       "usage":{"input_tokens":100,"cache_read_input_tokens":1000,
                "cache_creation_input_tokens":300,"cache_creation":{
                  "ephemeral_5m_input_tokens":300,"ephemeral_1h_input_tokens":0},
                "output_tokens":50,"service_tier":"priority"}}
      """;

  private static String tool(String id) {
    return "{\"type\":\"tool_use\",\"id\":\"" + id + "\",\"name\":\"weather\",\"input\":{}}";
  }

  private StreamResponse<RawMessageStreamEvent> open() {
    return observed().messages().createStreaming(hello());
  }

  private static List<RawMessageStreamEvent> read(StreamResponse<RawMessageStreamEvent> response) {
    try (response) {
      return response.stream().toList();
    }
  }

  @Test
  @DisplayName("XP-01: streamed or not, the same answer gives the same attributes")
  void sameAsWhole() {
    server.stream(MIXED).answer(200, MIXED_WHOLE);

    List<RawMessageStreamEvent> events = read(open());
    observed().messages().create(hello());

    SpanData streamed = exporter.getFinishedSpanItems().get(0);
    SpanData whole = exporter.getFinishedSpanItems().get(1);
    assertThat(attributes(streamed))
        .containsEntry("gen_ai.request.stream", true)
        .containsEntry("parley.stream.items", (long) events.size())
        .containsEntry("gen_ai.usage.input_tokens", 1400L)
        .containsEntry("gen_ai.usage.output_tokens", 50L)
        .containsKey("gen_ai.response.time_to_first_chunk");
    assertThat(unstreamed(streamed)).isEqualTo(attributes(whole));
  }

  @Test
  @DisplayName("XP-01: the application gets the events, and its accumulator the message")
  void untouched() {
    server.stream(MIXED);
    MessageAccumulator accumulator = MessageAccumulator.create();

    read(open()).forEach(accumulator::accumulate);

    Message message = accumulator.message();
    assertThat(message.usage().outputTokens()).isEqualTo(50);
    assertThat(message.content()).hasSize(5);
  }

  @Test
  @DisplayName("XP-01: the input tokens of the stream's beginning are kept where its end has none")
  void inputTokens() {
    server.stream(Events.HELLO);

    read(open());

    assertThat(attributes(onlySpan()))
        .containsEntry("gen_ai.usage.input_tokens", 10L)
        .containsEntry("gen_ai.usage.output_tokens", 5L);
  }

  @Test
  @DisplayName("Counts that the stream's end has as well are the later ones")
  void laterUsage() {
    server.stream(
        Events.HELLO.replace(
            "\"usage\":{\"output_tokens\":5}",
            "\"usage\":{\"input_tokens\":12,\"cache_read_input_tokens\":null,\"output_tokens\":5}"));

    read(open());

    assertThat(attributes(onlySpan()))
        .containsEntry("gen_ai.usage.input_tokens", 12L)
        .doesNotContainKey("gen_ai.usage.cache_read.input_tokens");
  }

  @Test
  @DisplayName("A stream without usage leaves the counts out")
  void noUsage() {
    server.stream(
        Events.event(
                "message_start",
                """
                {"type":"message_start","message":{"id":"msg_1","type":"message",\
                "role":"assistant","model":"m","content":[],"stop_reason":null}}\
                """)
            + Events.STOP);

    read(open());

    assertThat(attributes(onlySpan()))
        .containsEntry("gen_ai.response.id", "msg_1")
        .doesNotContainKeys(
            "gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens", "gen_ai.usage.cost_usd");
  }

  @Test
  @DisplayName("The beta API streams the same, and a structured request too")
  void beta() {
    server.stream(MIXED).stream(MIXED);

    read(open());
    try (var response = observed().beta().messages().createStreaming(betaHello())) {
      assertThat(response.stream().count()).isPositive();
    }

    List<SpanData> spans = exporter.getFinishedSpanItems();
    assertThat(unstreamed(spans.get(1))).isEqualTo(unstreamed(spans.get(0)));
  }

  @Test
  @DisplayName("The first event's time is told while the rest is still to come")
  void slow() {
    CountDownLatch gate = new CountDownLatch(1);
    server.stream(Events.START, gate, Events.HELLO.substring(Events.START.length()));

    try (StreamResponse<RawMessageStreamEvent> response = open()) {
      Iterator<RawMessageStreamEvent> events = response.stream().iterator();
      assertThat(events.next().isMessageStart()).isTrue();
      assertThat(exporter.getFinishedSpanItems()).isEmpty();
      gate.countDown();
      events.forEachRemaining(event -> {});
    }

    assertThat(attributes(onlySpan()))
        .containsEntry(SAID, "Hello.")
        .containsKey("gen_ai.response.time_to_first_chunk")
        .doesNotContainKey(INCOMPLETE);
  }

  @Test
  @DisplayName("A stream that breaks off fails, and tells what had come")
  void cut() {
    server.breakOffStream(
        Events.START
            + Events.start(0, "{\"type\":\"text\",\"text\":\"\"}")
            + Events.text(0, "Hel"));

    Throwable failure = catchThrowable(() -> read(open()));

    assertThat(failure).isNotNull();
    assertThat(onlySpan().getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(attributes(onlySpan()))
        .containsEntry("error.type", failure.getClass().getName())
        .containsEntry(SAID, "Hel")
        .containsEntry("gen_ai.usage.input_tokens", 10L)
        .containsEntry("gen_ai.response.finish_reasons", List.of("error"));
  }

  @Test
  @DisplayName("An error event fails the stream with the client's exception, and keeps what came")
  void errorEvent() {
    server.stream(
        Events.START
            + Events.start(0, "{\"type\":\"text\",\"text\":\"\"}")
            + Events.text(0, "Hel")
            + Events.event(
                "error",
                """
                {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}\
                """));

    assertThatThrownBy(() -> read(open())).isInstanceOf(SseException.class);

    assertThat(onlySpan().getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(attributes(onlySpan()))
        .containsEntry("error.type", SseException.class.getName())
        .containsEntry(SAID, "Hel");
  }

  @Test
  @DisplayName("A stream that is closed early is marked, and tells what had come")
  void closedEarly() {
    CountDownLatch gate = new CountDownLatch(1);
    server.stream(
        Events.START + Events.start(0, "{\"type\":\"text\",\"text\":\"\"}") + Events.text(0, "Hel"),
        gate,
        Events.text(0, "lo."));

    try (StreamResponse<RawMessageStreamEvent> response = open()) {
      Iterator<RawMessageStreamEvent> events = response.stream().iterator();
      events.next();
      events.next();
      events.next();
    }
    gate.countDown();

    assertThat(onlySpan().getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    assertThat(attributes(onlySpan())).containsEntry(INCOMPLETE, true).containsEntry(SAID, "Hel");
  }

  @Test
  @DisplayName("A stream that is forgotten half-read has one span, which is marked")
  void abandoned() {
    server.stream(Events.HELLO);
    begin();

    assertThat(attributes(onlySpanOfForgotten()))
        .containsEntry(INCOMPLETE, true)
        .containsEntry("gen_ai.response.id", "msg_1");
  }

  /** Apart, so that no local variable keeps the stream. */
  private void begin() {
    open().stream().iterator().next();
  }

  @Test
  @DisplayName("A stream that nobody reads has one span, which is marked")
  void unread() {
    server.stream(Events.HELLO);
    StreamResponse<RawMessageStreamEvent> unused = open();
    unused.close();

    assertThat(attributes(onlySpan())).containsEntry(INCOMPLETE, true);
  }

  @Test
  @DisplayName("An input that is cut is told as the text that it is")
  void cutInput() throws IOException {
    server.stream(
        Events.START
            + Events.start(0, tool("tu_1"))
            + Events.input(0, "{\"city\":\"Pa")
            + Events.stop(0)
            + Events.end("max_tokens", 5)
            + Events.STOP);

    read(open());

    assertThat(attributes(onlySpan()))
        .containsEntry("gen_ai.completion.0.tool_calls.0.function.arguments", "{\"city\":\"Pa");
    assertThat(json(onlySpan(), "gen_ai.output.messages").at("/0/finish_reason").asText())
        .isEqualTo("length");
  }

  @Test
  @DisplayName("TK-03: streams without content keep tool names and ids")
  void withoutContent() {
    contentOff();
    server.stream(MIXED);

    read(open());

    assertThat(attributes(onlySpan()))
        .containsEntry("gen_ai.completion.0.tool_calls.1.id", "tu_2")
        .containsEntry("gen_ai.completion.0.tool_calls.1.function.name", "weather")
        .doesNotContainKeys(
            SAID, "gen_ai.output.messages", "gen_ai.completion.0.tool_calls.1.function.arguments");
  }

  @Test
  @DisplayName("A raw response of a stream tells the same, parsed or read by the application")
  void raw() throws IOException {
    server.stream(MIXED).stream(MIXED).stream(MIXED);

    read(open());
    try (HttpResponseFor<StreamResponse<RawMessageStreamEvent>> response =
        observed().messages().withRawResponse().createStreaming(hello())) {
      assertThat(read(response.parse())).isNotEmpty();
    }
    try (HttpResponseFor<StreamResponse<RawMessageStreamEvent>> response =
            observed().messages().withRawResponse().createStreaming(hello());
        InputStream body = response.body()) {
      assertThat(body.readAllBytes()).asString().isEqualTo(MIXED);
    }

    List<SpanData> spans = exporter.getFinishedSpanItems();
    assertThat(spans).hasSize(3);
    assertThat(unstreamed(spans.get(1))).isEqualTo(unstreamed(spans.get(0)));
    assertThat(unstreamed(spans.get(2))).isEqualTo(unstreamed(spans.get(0)));
  }

  @Test
  @DisplayName("The retry of a stream's request is counted on the one span")
  void retried() {
    server.answer(429, Map.of("retry-after-ms", "1"), "{}").stream(Events.HELLO);

    read(open());

    assertThat(attributes(onlySpan()))
        .containsEntry("http.request.resend_count", 1L)
        .containsEntry(SAID, "Hello.");
  }

  @Test
  @DisplayName("MET-03: a stream's tokens, duration and first event are measured at its end")
  void measured() {
    measured(Sampler.alwaysOn());
    server.stream(Events.HELLO);

    read(open());

    assertThat(metrics())
        .containsOnlyKeys(
            "gen_ai.client.operation.duration",
            "gen_ai.client.operation.time_to_first_chunk",
            "gen_ai.client.token.usage");
    assertThat(metrics().get("gen_ai.client.token.usage").getHistogramData().getPoints())
        .extracting(HistogramPointData::getSum)
        .containsExactlyInAnyOrder(10.0, 5.0);
  }

  @Test
  @DisplayName("A stream of a model without a price is recorded all the same")
  void otherClient() {
    AnthropicClient other =
        AnthropicOkHttpClient.builder().apiKey("test").baseUrl(server.origin()).build();
    server.stream(Events.HELLO);

    try (StreamResponse<RawMessageStreamEvent> response =
        AnthropicInstrumentation.create(parley)
            .instrument(other)
            .messages()
            .createStreaming(hello().toBuilder().model("unheard-of").build())) {
      assertThat(response.stream().count()).isEqualTo(7);
    }

    assertThat(onlySpan().getName()).isEqualTo("chat unheard-of");
    other.close();
  }
}
