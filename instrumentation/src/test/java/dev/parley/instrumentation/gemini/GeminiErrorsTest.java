package dev.parley.instrumentation.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.genai.Client;
import com.google.genai.errors.ClientException;
import com.google.genai.errors.GenAiIOException;
import com.google.genai.errors.ServerException;
import com.google.genai.types.GenerateContentConfig;
import com.google.genai.types.HttpOptions;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class GeminiErrorsTest extends GeminiLoopback {

  private static final String QUOTA =
      """
      {"error":{"code":429,"message":"Quota exceeded.","status":"RESOURCE_EXHAUSTED",
                "details":[{"reason":"RATE_LIMIT_EXCEEDED"}]}}
      """;

  @Test
  @DisplayName("XP-02: an error of the provider is told as the exception that the application sees")
  void providerError() {
    server.answer(429, QUOTA);

    Throwable seen = catchThrowable(() -> observed().models.generateContent(FLASH, "Hi.", null));

    assertThat(seen).isExactlyInstanceOf(ClientException.class);
    assertFailed(seen);
    assertThat(attributes(onlySpan()))
        .containsEntry("http.response.status_code", 429L)
        .containsEntry("gcp.gen_ai.error.status", "RESOURCE_EXHAUSTED")
        .containsEntry("gen_ai.prompt.0.content", "Hi.")
        .doesNotContainKeys("gen_ai.usage.input_tokens", "http.request.resend_count");
  }

  /** The span tells what was thrown: its type and message. */
  private void assertFailed(Throwable seen) {
    SpanData span = onlySpan();
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(span.getStatus().getDescription()).isEqualTo(seen.getMessage());
    assertThat(attributes(span)).containsEntry("error.type", seen.getClass().getName());
    assertThat(span.getEvents()).hasSize(1);
  }

  @Test
  @DisplayName("A failed future's error is told, not the exception around it; streams alike")
  void asynchronousError() {
    server.answer(500, "no JSON").answer(503, "{}");
    Client observed = observed();
    Throwable seen =
        catchThrowable(() -> observed.async.models.generateContent(FLASH, "Hi.", null).join());
    assertThat(seen).isInstanceOf(CompletionException.class);
    assertThat(seen.getCause()).isExactlyInstanceOf(ServerException.class);
    assertFailed(seen.getCause());

    exporter.reset();
    Throwable streamed =
        catchThrowable(() -> observed.models.generateContentStream(FLASH, "Hi.", null));
    assertThat(streamed).isExactlyInstanceOf(ServerException.class);
    assertFailed(streamed);
    assertThat(attributes(onlySpan())).containsEntry("http.response.status_code", 503L);
  }

  @Test
  @DisplayName("The library's own retry belongs to the call: one span, which counts it")
  void retry() {
    server.answer(429, QUOTA).answer(503, "{}").answer(200, ANSWER);
    try (Client patient = GeminiInstrumentation.create(parley).instrument(client(3))) {
      assertThat(patient.models.generateContent(FLASH, "Hi.", null).text()).isEqualTo("Hello.");
    }
    assertThat(server.requests()).hasSize(3);
    SpanData span = onlySpan();
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    assertThat(attributes(span))
        .containsEntry("http.request.resend_count", 2L)
        .containsEntry("gen_ai.usage.input_tokens", 2000L)
        .doesNotContainKeys("error.type", "http.response.status_code");
  }

  @Test
  @DisplayName("Retries that all fail are one span of the last failure")
  void retriesFail() {
    server.answer(429, QUOTA).answer(429, QUOTA);
    try (Client patient = GeminiInstrumentation.create(parley).instrument(client(2))) {
      assertFailed(catchThrowable(() -> patient.models.generateContent(FLASH, "Hi.", null)));
    }
    assertThat(attributes(onlySpan()))
        .containsEntry("http.request.resend_count", 1L)
        .containsEntry("http.response.status_code", 429L);
  }

  @Test
  @DisplayName("A refused connection is an error span")
  void refusedConnection() {
    server.close();
    Throwable seen = catchThrowable(() -> observed().models.generateContent(FLASH, "Hi.", null));
    assertThat(seen).isExactlyInstanceOf(GenAiIOException.class);
    assertFailed(seen);
    assertThat(attributes(onlySpan())).doesNotContainKey("http.response.status_code");
  }

  @Test
  @DisplayName("A timeout, of the client's or the request's options, is an error span")
  void timeout() {
    CountDownLatch never = new CountDownLatch(1);
    server.stream("data: {}\n\n", never, "data: {}\n\n");
    GenerateContentConfig impatient =
        GenerateContentConfig.builder()
            .httpOptions(HttpOptions.builder().timeout(300).build())
            .build();
    Throwable seen =
        catchThrowable(() -> observed().models.generateContent(FLASH, "Hi.", impatient));
    never.countDown();
    assertThat(seen).isExactlyInstanceOf(GenAiIOException.class);
    assertFailed(seen);
  }

  @Test
  @DisplayName("An answer that breaks off is a failed call")
  void brokenBody() {
    server.breakOff(200, ANSWER);
    Throwable seen = catchThrowable(() -> observed().models.generateContent(FLASH, "Hi.", null));
    assertThat(seen).isExactlyInstanceOf(GenAiIOException.class);
    assertFailed(seen);
  }

  @Test
  @DisplayName("An answer that is no JSON is a failed call")
  void malformed() {
    server.answer(200, "{\"candidates\":[{");
    Throwable seen = catchThrowable(() -> observed().models.generateContent(FLASH, "Hi.", null));
    assertThat(seen).isExactlyInstanceOf(GenAiIOException.class);
    assertFailed(seen);
  }

  @Test
  @DisplayName("An error whose text breaks off is told by its status")
  void brokenError() {
    server.breakOff(500, "{\"error\":{");
    Throwable seen = catchThrowable(() -> observed().models.generateContent(FLASH, "Hi.", null));
    assertThat(seen).isExactlyInstanceOf(ServerException.class);
    assertFailed(seen);
  }

  @Test
  @DisplayName("A call that its thread pool refuses fails as without us, and is one span")
  void closedClient() {
    Client observed = observed();
    observed.close();
    assertThatThrownBy(() -> observed.async.models.generateContent(FLASH, "Hi.", null).join())
        .hasCauseInstanceOf(GenAiIOException.class);
    assertThat(server.requests()).isEmpty();
    assertThat(attributes(onlySpanOfForgotten()))
        .containsEntry("error.type", GenAiIOException.class.getName());
  }
}
