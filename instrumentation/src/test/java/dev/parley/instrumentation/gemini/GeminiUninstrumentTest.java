package dev.parley.instrumentation.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.genai.AsyncModels;
import com.google.genai.Client;
import com.google.genai.Models;
import com.google.genai.ResponseStream;
import com.google.genai.types.GenerateContentResponse;
import dev.parley.instrumentation.testing.TestParley;
import dev.parley.sdk.Parley;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@SuppressWarnings("MustBeClosedChecker") // A test closes late, or never, to see what comes of it.
class GeminiUninstrumentTest extends GeminiLoopback {

  @Test
  @DisplayName("TK-05: uninstrument, from a fresh handle, silences clients that were built before")
  void silencesClientsBuiltBefore() {
    Client observed = observed();
    Models models = observed.models;
    AsyncModels async = observed.async.models;
    server.answer(200, ANSWER).answer(200, ANSWER).answer(200, ANSWER);
    models.generateContent(FLASH, "Hi.", null);
    assertThat(exporter.getFinishedSpanItems()).hasSize(1);

    GeminiInstrumentation.create(parley).uninstrument();

    models.generateContent(FLASH, "Hi.", null);
    async.generateContent(FLASH, "Hi.", null).join();
    assertThat(server.requests()).hasSize(3);
    assertThat(exporter.getFinishedSpanItems()).hasSize(1);
  }

  @Test
  @DisplayName("A stream that is open when its client is silenced is still recorded")
  void openStream() {
    server.stream(GeminiStreamingTest.text("Hel") + GeminiStreamingTest.text("lo."));
    ResponseStream<GenerateContentResponse> open =
        observed().models.generateContentStream(FLASH, "Hi.", null);
    GeminiInstrumentation.create(parley).uninstrument();
    open.forEach(piece -> {});
    assertThat(attributes(onlySpan())).containsEntry("gen_ai.completion.0.content", "Hello.");
  }

  @Test
  @DisplayName("TK-05: one client can be made plain again, and observed again; others go on")
  void oneClient() {
    GeminiInstrumentation instrumentation = GeminiInstrumentation.create(parley);
    try (Client other = instrumentation.instrument(client(1))) {
      Client observed = observed();
      server.answer(200, ANSWER).answer(200, ANSWER).answer(200, ANSWER);
      assertThat(instrumentation.uninstrument(observed)).isSameAs(observed);
      observed.models.generateContent(FLASH, "Hi.", null);
      assertThat(exporter.getFinishedSpanItems()).isEmpty();
      other.models.generateContent(FLASH, "Hi.", null);
      assertThat(exporter.getFinishedSpanItems()).hasSize(1);
      instrumentation.instrument(observed).models.generateContent(FLASH, "Hi.", null);
      assertThat(exporter.getFinishedSpanItems()).hasSize(2);
    }
  }

  @Test
  @DisplayName("A silenced client can be observed again, once, also by another Parley")
  void again() {
    InMemorySpanExporter others = InMemorySpanExporter.create();
    try (Parley other = TestParley.built(others, true)) {
      observed();
      GeminiInstrumentation.create(parley).uninstrument();
      server.answer(200, ANSWER).answer(200, ANSWER);
      observed().models.generateContent(FLASH, "Hi.", null);
      assertThat(exporter.getFinishedSpanItems()).hasSize(1);

      GeminiInstrumentation.create(parley).uninstrument();
      GeminiInstrumentation.create(other)
          .instrument(client)
          .models
          .generateContent(FLASH, "Hi.", null);
      assertThat(exporter.getFinishedSpanItems()).hasSize(1);
      assertThat(others.getFinishedSpanItems()).hasSize(1);
    }
  }

  @Test
  @DisplayName("A plain HTTP client stays as it is, and an observed one becomes one like it")
  void httpClients() {
    GeminiInstrumentation instrumentation = GeminiInstrumentation.create(parley);
    OkHttpClient plain = new OkHttpClient();
    assertThat(instrumentation.uninstrument(plain)).isSameAs(plain);
    OkHttpClient again = instrumentation.uninstrument(instrumentation.instrument(plain));
    assertThat(again.interceptors()).isEmpty();
    assertThat(again.networkInterceptors()).isEmpty();
    assertThat(again.eventListenerFactory()).isSameAs(plain.eventListenerFactory());
  }
}
