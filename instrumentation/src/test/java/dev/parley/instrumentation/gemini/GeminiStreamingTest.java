package dev.parley.instrumentation.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.genai.ResponseStream;
import com.google.genai.errors.GenAiIOException;
import com.google.genai.errors.ServerException;
import com.google.genai.types.GenerateContentResponse;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@SuppressWarnings("MustBeClosedChecker") // A test closes late, or never, to see what comes of it.
class GeminiStreamingTest extends GeminiLoopback {

  private static final String USAGE =
      "\"usageMetadata\":{\"promptTokenCount\":2000,\"cachedContentTokenCount\":1024,"
          + "\"candidatesTokenCount\":100,\"thoughtsTokenCount\":64,\"totalTokenCount\":2164}";
  private static final String IDENTITY =
      "\"modelVersion\":\"gemini-2.5-flash\",\"responseId\":\"r-1\"";
  private static final String HELLO = text("Hel") + text("lo.");
  private static final String WHOLE = HELLO + last("");

  static String text(String text) {
    return candidates("{\"content\":{\"parts\":[{\"text\":\"" + text + "\"}],\"role\":\"model\"}}");
  }

  private static String last(String text) {
    return "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\""
        + text
        + "\"}],\"role\":\"model\"},\"finishReason\":\"STOP\",\"index\":0}],"
        + USAGE
        + ","
        + IDENTITY
        + "}\r\n\r\n";
  }

  private static String parts(String parts) {
    return candidates("{\"content\":{\"parts\":[" + parts + "],\"role\":\"model\"}}");
  }

  private static String candidates(String candidates) {
    return "data: {\"candidates\":[" + candidates + "]," + IDENTITY + "}\r\n\r\n";
  }

  private ResponseStream<GenerateContentResponse> open() {
    return observed().models.generateContentStream(FLASH, "Hi.", null);
  }

  private String read() {
    StringBuilder text = new StringBuilder();
    try (ResponseStream<GenerateContentResponse> stream = open()) {
      stream.forEach(piece -> text.append(piece.text() == null ? "" : piece.text()));
    }
    return text.toString();
  }

  @Test
  @DisplayName("XP-02: the same answer streamed and not streamed is recorded alike")
  void streamedAsWhole() {
    server.answer(200, ANSWER).stream(WHOLE);
    observed().models.generateContent(FLASH, "Hi.", null);
    Map<String, Object> whole = recorded();
    assertThat(read()).isEqualTo("Hello.");
    Map<String, Object> streamed = recorded();

    assertThat(streamed)
        .containsEntry("gen_ai.request.stream", true)
        .containsEntry("parley.stream.items", 3L)
        .containsKey("gen_ai.response.time_to_first_chunk")
        .doesNotContainKey("parley.stream.incomplete");
    streamed
        .keySet()
        .removeAll(
            Set.of(
                "gen_ai.request.stream",
                "parley.stream.items",
                "gen_ai.response.time_to_first_chunk"));
    assertThat(streamed).isEqualTo(whole);
    assertThat(whole).containsEntry("gen_ai.completion.0.content", "Hello.");
  }

  private Map<String, Object> recorded() {
    Map<String, Object> attributes = new TreeMap<>(attributes(onlySpan()));
    exporter.reset();
    return attributes;
  }

  @Test
  @DisplayName("MET-03: a stream's tokens and full duration are measured at its end")
  void measuredAtEnd() {
    measured(Sampler.alwaysOn());
    server.stream(WHOLE);
    ResponseStream<GenerateContentResponse> stream = open();
    assertThat(metrics()).doesNotContainKey("gen_ai.client.operation.duration");
    stream.forEach(piece -> {});
    assertThat(metrics())
        .containsKeys(
            "gen_ai.client.operation.duration",
            "gen_ai.client.token.usage",
            "gen_ai.client.operation.time_to_first_chunk");
    assertThat(
            metrics().get("gen_ai.client.token.usage").getHistogramData().getPoints().stream()
                .mapToDouble(point -> point.getSum()))
        .containsExactlyInAnyOrder(2000.0, 164.0);
  }

  @Test
  @DisplayName("A piece is the caller's as soon as it comes; the first one's time is told")
  void slowFirstPiece() {
    CountDownLatch gate = new CountDownLatch(1);
    server.stream(text("Hel") + text("lo."), gate, last(""));
    Iterator<GenerateContentResponse> pieces = open().iterator();
    assertThat(pieces.next().text()).isEqualTo("Hel");
    assertThat(exporter.getFinishedSpanItems()).isEmpty();
    gate.countDown();
    pieces.forEachRemaining(piece -> {});
    SpanData span = onlySpan();
    double first = (double) attributes(span).get("gen_ai.response.time_to_first_chunk");
    assertThat(first)
        .isPositive()
        .isLessThanOrEqualTo((span.getEndEpochNanos() - span.getStartEpochNanos()) / 1e9 + 0.001);
  }

  @Test
  @DisplayName("A stream cut in the middle is a failed call that tells what had come")
  void cut() {
    server.breakOffStream(HELLO);
    Throwable seen = catchThrowable(this::read);
    assertThat(seen).isExactlyInstanceOf(GenAiIOException.class);
    SpanData span = onlySpan();
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(span.getStatus().getDescription()).isEqualTo(seen.getMessage());
    assertThat(attributes(span))
        .containsEntry("error.type", GenAiIOException.class.getName())
        .containsEntry("gen_ai.completion.0.content", "Hello.")
        .doesNotContainKey("gen_ai.response.finish_reasons");
  }

  @Test
  @DisplayName("A stream that is closed early is one span, marked incomplete")
  void closedEarly() {
    CountDownLatch never = new CountDownLatch(1);
    server.stream(text("Hel") + text("lo."), never, last(""));
    try (ResponseStream<GenerateContentResponse> stream = open()) {
      assertThat(stream.iterator().next().text()).isEqualTo("Hel");
    }
    never.countDown();
    SpanData span = onlySpan();
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    assertThat(attributes(span))
        .containsEntry("parley.stream.incomplete", true)
        .containsEntry("gen_ai.completion.0.content", "Hello.")
        .doesNotContainKey("gen_ai.response.finish_reasons");
  }

  @Test
  @DisplayName("A stream that nobody reads any more is one span, marked incomplete")
  void abandoned() {
    CountDownLatch never = new CountDownLatch(1);
    server.stream(text("Hel") + text("lo."), never, last(""));
    abandonOne();
    assertThat(attributes(onlySpanOfForgotten()))
        .containsEntry("parley.stream.incomplete", true)
        .containsEntry("gen_ai.completion.0.content", "Hello.");
    never.countDown();
  }

  private void abandonOne() {
    assertThat(open().iterator().next().text()).isEqualTo("Hel");
  }

  @Test
  @DisplayName("An error that comes as a piece fails the call as the application sees it")
  void errorPiece() {
    server.stream(
        HELLO
            + "data: {\"error\":{\"code\":503,\"message\":\"Overloaded.\","
            + "\"status\":\"UNAVAILABLE\"}}\r\n\r\n");
    Throwable seen = catchThrowable(this::read);
    assertThat(seen).isExactlyInstanceOf(ServerException.class);
    SpanData span = onlySpan();
    assertThat(span.getStatus().getDescription()).isEqualTo(seen.getMessage());
    assertThat(attributes(span))
        .containsEntry("error.type", ServerException.class.getName())
        .containsEntry("gcp.gen_ai.error.status", "UNAVAILABLE")
        .containsEntry("gen_ai.completion.0.content", "Hello.");
  }

  @Test
  @DisplayName("A piece that is no JSON fails the call as the application sees it")
  void malformedPiece() {
    server.stream(text("Hel") + "data: {\"candidates\":[\n\n" + last("lo."));
    Throwable seen = catchThrowable(this::read);
    assertThat(seen).isExactlyInstanceOf(GenAiIOException.class);
    SpanData span = onlySpan();
    assertThat(span.getStatus().getDescription()).isEqualTo(seen.getMessage());
    assertThat(attributes(span)).containsEntry("gen_ai.completion.0.content", "Hel");
  }

  @Test
  @DisplayName("Without usage no count is told; a last piece without an end of line still counts")
  void noUsage() {
    server.stream(HELLO + text(" Bye.").strip());
    assertThat(read()).isEqualTo("Hello. Bye.");
    assertThat(attributes(onlySpan()))
        .containsEntry("gen_ai.completion.0.content", "Hello. Bye.")
        .allSatisfy((key, value) -> assertThat(key).doesNotStartWith("gen_ai.usage."));
  }

  @Test
  @DisplayName("Candidates and their functions come interleaved, and are told apart")
  void interleaved() throws IOException {
    server.stream(
        candidates(
                "{\"index\":0,\"content\":{\"parts\":[{\"text\":\"a\"}],\"role\":\"model\"}},"
                    + "{\"index\":1,\"content\":{\"parts\":[{\"text\":\"b\"}],\"role\":\"model\"}}")
            + candidates(
                "{\"index\":1,\"content\":{\"parts\":[{\"functionCall\":{\"name\":\"f\","
                    + "\"id\":\"1\",\"args\":{\"x\":1}}},{\"functionCall\":{\"name\":\"g\"}}]},"
                    + "\"finishReason\":\"STOP\"},"
                    + "{\"index\":0,\"content\":{\"parts\":[{\"text\":\"A\"}]},"
                    + "\"finishReason\":\"MAX_TOKENS\"}"));
    read();
    SpanData span = onlySpan();
    assertThat(attributes(span))
        .containsEntry("gen_ai.response.finish_reasons", List.of("MAX_TOKENS", "STOP"))
        .containsEntry("gen_ai.completion.0.content", "aA")
        .containsEntry("gen_ai.completion.1.content", "b")
        .containsEntry("gen_ai.completion.1.tool_calls.0.id", "1")
        .containsEntry("gen_ai.completion.1.tool_calls.0.function.name", "f")
        .containsEntry("gen_ai.completion.1.tool_calls.0.function.arguments", "{\"x\":1}")
        .containsEntry("gen_ai.completion.1.tool_calls.1.function.name", "g");
    assertThat(json(span, "gen_ai.output.messages").at("/0/finish_reason").asText())
        .isEqualTo("length");
  }

  @Test
  @DisplayName("Thoughts, answers and the arguments of a function that come bit by bit go together")
  void thoughtsAndStreamedArguments() throws IOException {
    server.stream(
        parts("{\"text\":\"Let me \",\"thought\":true}")
            + parts("{\"text\":\"think.\",\"thought\":true}")
            + parts("{\"text\":\"I look.\"}")
            + parts("{\"functionCall\":{\"name\":\"go\",\"id\":\"7\",\"willContinue\":true}}")
            + parts(
                "{\"functionCall\":{\"partialArgs\":[{\"jsonPath\":\"$.stops[0].city\","
                    + "\"stringValue\":\"Tel \",\"willContinue\":true}],\"willContinue\":true}}")
            + parts(
                "{\"functionCall\":{\"partialArgs\":[{\"jsonPath\":\"$.stops[0].city\","
                    + "\"stringValue\":\"Aviv\"},{\"jsonPath\":\"$['how many']\","
                    + "\"numberValue\":2}],\"willContinue\":true}}")
            + parts("{\"functionCall\":{}}")
            + last(""));
    read();
    JsonNode said = json(onlySpan(), "gen_ai.output.messages").at("/0/parts");
    assertThat(said).hasSize(3);
    assertThat(said.at("/0").toString())
        .isEqualTo("{\"type\":\"reasoning\",\"content\":\"Let me think.\"}");
    assertThat(said.at("/1/content").asText()).isEqualTo("I look.");
    assertThat(said.at("/2").toString())
        .isEqualTo(
            "{\"type\":\"tool_call\",\"id\":\"7\",\"name\":\"go\",\"arguments\":"
                + "{\"stops\":[{\"city\":\"Tel Aviv\"}],\"how many\":2}}");
    assertThat(attributes(onlySpan())).containsEntry("gen_ai.completion.0.content", "I look.");
  }

  @Test
  @DisplayName("Text longer than is kept is passed on whole, and told as cut")
  void longText() {
    String much = "é".repeat(300_000);
    server.stream(text(much) + text(much) + text(much) + text(much) + last(""));
    assertThat(read()).hasSize(1_200_000);
    assertThat(attributes(onlySpan()))
        .containsEntry("gen_ai.completion.truncated", true)
        .containsEntry("gen_ai.completion.length", 1_200_000L)
        .containsEntry("gen_ai.usage.output_tokens", 164L);
  }

  @Test
  @DisplayName("TK-03: without content a stream tells who, why and how much, but nothing said")
  void withoutContent() {
    contentOff();
    server.stream(
        text("secret")
            + parts("{\"functionCall\":{\"name\":\"f\",\"args\":{\"x\":\"secret\"}}}")
            + last(""));
    read();
    assertThat(attributes(onlySpan()))
        .containsEntry("gen_ai.completion.0.role", "assistant")
        .containsEntry("gen_ai.completion.0.tool_calls.0.function.name", "f")
        .containsEntry("gen_ai.usage.output_tokens", 164L)
        .allSatisfy((key, value) -> assertThat(value.toString()).doesNotContain("secret"));
  }
}
