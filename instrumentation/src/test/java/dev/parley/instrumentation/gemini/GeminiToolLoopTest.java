package dev.parley.instrumentation.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.genai.Client;
import com.google.genai.types.AutomaticFunctionCallingConfig;
import com.google.genai.types.Content;
import com.google.genai.types.GenerateContentConfig;
import com.google.genai.types.GenerateContentResponse;
import com.google.genai.types.Part;
import com.google.genai.types.Tool;
import dev.parley.sdk.Conversation;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The library calls functions by itself, and asks again. */
class GeminiToolLoopTest extends GeminiLoopback {

  private static final String ASKS_FIRST = asks("Tel Aviv");
  private static final String ASKS_AGAIN = asks("Paris");

  private static String asks(String city) {
    return """
    {"candidates":[{"content":{"parts":[{"functionCall":{"name":"temperature",
      "args":{"arg0":"%1$s","city":"%1$s"}},"thoughtSignature":"c2ln"}],"role":"model"},
      "finishReason":"STOP"}],
     "usageMetadata":{"promptTokenCount":37,"candidatesTokenCount":8},
     "modelVersion":"gemini-2.5-flash","responseId":"r-0"}
    """
        .formatted(city);
  }

  /** What the model may call: static, as the library wants it. */
  public static String temperature(String city) {
    return city + ": 22 degrees";
  }

  private static GenerateContentConfig functions() {
    try {
      Method method = GeminiToolLoopTest.class.getMethod("temperature", String.class);
      return GenerateContentConfig.builder().tools(Tool.builder().functions(method)).build();
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  @DisplayName("XP-02: the requests of an automatic function call are spans of one turn, in order")
  void automatic() {
    server.answer(200, ASKS_FIRST).answer(200, ASKS_AGAIN).answer(200, ANSWER).answer(200, ANSWER);
    Client observed = observed();
    Conversation.of("c1")
        .run(
            () -> {
              assertThat(observed.models.generateContent(FLASH, "How warm?", functions()).text())
                  .isEqualTo("Hello.");
              observed.models.generateContent(FLASH, "And now?", functions());
            });

    List<SpanData> spans = exporter.getFinishedSpanItems();
    assertLoop(spans.subList(0, 3));
    assertThat(attributes(spans.get(3)))
        .containsEntry("gen_ai.conversation.turn_number", 2L)
        .doesNotContainKey("parley.tool_loop.round");
    assertThat(attributes(spans.get(1)))
        .containsEntry("gen_ai.prompt.1.tool_calls.0.function.name", "temperature")
        .containsEntry("gen_ai.prompt.2.role", "tool");
  }

  private static void assertLoop(List<SpanData> spans) {
    assertThat(spans)
        .extracting(span -> attributes(span).get("gen_ai.conversation.turn_number"))
        .containsExactly(1L, 1L, 1L);
    assertThat(spans)
        .extracting(span -> attributes(span).get("parley.tool_loop.round"))
        .containsExactly(null, 2L, 3L);
    assertThat(spans)
        .allSatisfy(
            span -> assertThat(attributes(span)).containsEntry("gen_ai.conversation.id", "c1"));
  }

  @Test
  @DisplayName("Asynchronously as well, with the caller's span around all of them")
  void asynchronous() {
    server.answer(200, ASKS_FIRST).answer(200, ASKS_AGAIN).answer(200, ANSWER);
    Client observed = observed();
    Span around = parley.openTelemetry().getTracer("test").spanBuilder("around").startSpan();
    List<CompletableFuture<GenerateContentResponse>> calls = new ArrayList<>();
    try (Scope scope = around.makeCurrent()) {
      Conversation.of("c1")
          .run(
              () ->
                  calls.add(
                      observed.async.models.generateContent(FLASH, "How warm?", functions())));
    }
    assertThat(calls.get(0).join().text()).isEqualTo("Hello.");
    List<SpanData> spans = exporter.getFinishedSpanItems();
    assertLoop(spans);
    assertThat(spans)
        .allSatisfy(
            span ->
                assertThat(span.getParentSpanId()).isEqualTo(around.getSpanContext().getSpanId()));
  }

  @Test
  @DisplayName("An application that hands a function's result over itself means the same turn")
  void byHand() {
    server.answer(200, ASKS_FIRST).answer(200, ANSWER).answer(200, ANSWER);
    GenerateContentConfig config =
        functions().toBuilder()
            .automaticFunctionCalling(AutomaticFunctionCallingConfig.builder().disable(true))
            .build();
    Client observed = observed();
    Conversation.of("c1")
        .run(
            () -> {
              List<Content> contents = new ArrayList<>();
              contents.add(Content.fromParts(Part.fromText("How warm?")));
              GenerateContentResponse asked =
                  observed.models.generateContent(FLASH, contents, config);
              contents.add(asked.candidates().orElseThrow().get(0).content().orElseThrow());
              contents.add(
                  Content.fromParts(
                      Part.fromFunctionResponse("temperature", Map.of("result", "22"))));
              observed.models.generateContent(FLASH, contents, config);
              contents.add(Content.fromParts(Part.fromText("And in Paris?")));
              observed.models.generateContent(FLASH, contents, config);
            });
    assertThat(exporter.getFinishedSpanItems())
        .extracting(span -> attributes(span).get("gen_ai.conversation.turn_number"))
        .containsExactly(1L, 1L, 2L);
  }

  @Test
  @DisplayName("Another request on the thread where a function was asked for is a turn of its own")
  void anotherRequest() {
    server.answer(200, ASKS_FIRST).answer(200, ANSWER);
    GenerateContentConfig config =
        functions().toBuilder()
            .automaticFunctionCalling(AutomaticFunctionCallingConfig.builder().disable(true))
            .build();
    Client observed = observed();
    Conversation.of("c1").run(() -> observed.models.generateContent(FLASH, "Warm?", config));
    observed.models.generateContent(FLASH, "Hi.", null);
    assertThat(exporter.getFinishedSpanItems()).hasSize(2);
    assertThat(attributes(exporter.getFinishedSpanItems().get(1)))
        .doesNotContainKeys("gen_ai.conversation.id", "parley.tool_loop.round");
  }
}
