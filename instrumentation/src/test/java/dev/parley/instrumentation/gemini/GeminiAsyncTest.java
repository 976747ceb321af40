package dev.parley.instrumentation.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.genai.Client;
import com.google.genai.ResponseStream;
import com.google.genai.types.ClientOptions;
import com.google.genai.types.GenerateContentResponse;
import dev.parley.sdk.Conversation;
import dev.parley.sdk.Step;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

// A stream is closed late, or never.
@SuppressWarnings({"MustBeClosedChecker", "FutureReturnValueIgnored"})
class GeminiAsyncTest extends GeminiLoopback {

  private static final String STREAM =
      GeminiStreamingTest.text("Hel") + GeminiStreamingTest.text("lo.");

  @Test
  @DisplayName("XP-02: an asynchronous call has its caller's span, conversation and turn around it")
  void parent() {
    server.answer(200, ANSWER).stream(STREAM);
    Client observed = observed();
    List<CompletableFuture<?>> calls = new ArrayList<>();
    Conversation.of("c1")
        .run(
            () ->
                Step.chain("answer")
                    .on(parley)
                    .run(
                        () -> {
                          calls.add(observed.async.models.generateContent(FLASH, "Hi.", null));
                          calls.get(0).join();
                          calls.add(
                              observed.async.models.generateContentStream(FLASH, "Hi.", null));
                        }));
    ((ResponseStream<?>) calls.get(1).join()).forEach(piece -> {});
    List<SpanData> spans = exporter.getFinishedSpanItems();
    assertThat(spans).hasSize(3);
    SpanData around =
        spans.stream().filter(span -> span.getName().contains("answer")).findFirst().orElseThrow();
    assertThat(spans)
        .filteredOn(span -> !span.equals(around))
        .allSatisfy(
            span -> {
              assertThat(span.getParentSpanId()).isEqualTo(around.getSpanId());
              assertThat(attributes(span))
                  .containsEntry("gen_ai.conversation.id", "c1")
                  .containsEntry("gen_ai.conversation.turn_number", 1L)
                  .containsEntry("gen_ai.completion.0.content", "Hello.");
            });
  }

  @Test
  @DisplayName("Calls that wait for their turn in OkHttp's queue keep their callers' conversations")
  void queued() {
    Queue<String> current = new ConcurrentLinkedQueue<>();
    Dispatcher one = new Dispatcher();
    one.setMaxRequests(1);
    OkHttpClient http =
        new OkHttpClient.Builder()
            .dispatcher(one)
            .addInterceptor(
                chain -> {
                  current.add(Span.current().getSpanContext().getSpanId());
                  return chain.proceed(chain.request());
                })
            .build();
    try (Client slow =
        GeminiInstrumentation.create(parley)
            .instrument(
                Client.builder()
                    .apiKey("test")
                    .vertexAI(false)
                    .httpOptions(options(1))
                    .clientOptions(ClientOptions.builder().customHttpClient(http).build())
                    .build())) {
      List<CompletableFuture<GenerateContentResponse>> calls = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        server.answer(200, ANSWER);
        Conversation.of("c" + i)
            .run(() -> calls.add(slow.async.models.generateContent(FLASH, "Hi.", null)));
      }
      calls.forEach(CompletableFuture::join);
    }
    List<SpanData> spans = exporter.getFinishedSpanItems();
    assertThat(spans)
        .extracting(span -> attributes(span).get("gen_ai.conversation.id"))
        .containsExactlyInAnyOrder("c0", "c1", "c2", "c3", "c4", "c5", "c6", "c7");
    assertThat(spans).extracting(SpanData::getSpanId).containsExactlyInAnyOrderElementsOf(current);
  }

  @Test
  @DisplayName("An asynchronous stream whose future is thrown away is one span, marked incomplete")
  void abandoned() {
    server.stream(STREAM);
    observed().async.models.generateContentStream(FLASH, "Hi.", null);
    Awaitility.await().until(() -> !server.requests().isEmpty());
    assertThat(attributes(onlySpanOfForgotten())).containsEntry("gen_ai.request.stream", true);
  }
}
