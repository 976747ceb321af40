package dev.parley.instrumentation.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.errors.AnthropicException;
import com.anthropic.errors.AnthropicIoException;
import com.anthropic.errors.BadRequestException;
import com.anthropic.errors.RateLimitException;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Calls that fail, and how all of them are measured and switched. */
class FailuresTest extends AnthropicLoopback {

  private static final String DURATION = "gen_ai.client.operation.duration";
  private static final String TOKENS = "gen_ai.client.token.usage";

  private SpanData failed(Throwable failure) {
    SpanData span = onlySpan();
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(span.getEvents())
        .filteredOn(event -> event.getName().equals("exception"))
        .hasSize(1);
    assertThat(attributes(span))
        .containsEntry("error.type", failure.getClass().getName())
        .containsEntry("gen_ai.prompt.0.content", "Hi")
        .doesNotContainKeys("gen_ai.usage.input_tokens", "gen_ai.response.id");
    return span;
  }

  @Test
  @DisplayName("XP-01: an error has its type, status and request id; the exception is the client's")
  void error() {
    server.answer(
        400,
        Map.of("request-id", "req_9"),
        """
        {"type":"error","error":{"type":"invalid_request_error","message":"max_tokens: no"}}\
        """);

    Throwable failure = catchThrowable(() -> observed().messages().create(hello()));

    assertThat(failure).isInstanceOf(BadRequestException.class).hasNoSuppressedExceptions();
    assertThat(attributes(failed(failure)))
        .containsEntry("http.response.status_code", 400L)
        .containsEntry("anthropic.request.id", "req_9");
  }

  @Test
  @DisplayName("Retries that are used up are counted, and the last answer is the failure")
  void retriesUsedUp() {
    Map<String, String> soon = Map.of("retry-after-ms", "1");
    server.answer(429, soon, "{}").answer(429, soon, "{}");

    Throwable failure = catchThrowable(() -> observed().messages().create(hello()));

    assertThat(failure).isInstanceOf(RateLimitException.class);
    assertThat(attributes(failed(failure)))
        .containsEntry("http.request.resend_count", 1L)
        .containsEntry("http.response.status_code", 429L);
  }

  @Test
  @DisplayName("A refused connection is the client's failure")
  void refused() throws IOException {
    int port;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = closed.getLocalPort();
    }
    AnthropicClient client =
        AnthropicOkHttpClient.builder()
            .apiKey("test")
            .baseUrl("http://127.0.0.1:" + port)
            .maxRetries(0)
            .build();

    Throwable failure =
        catchThrowable(
            () ->
                AnthropicInstrumentation.create(parley)
                    .instrument(client)
                    .messages()
                    .create(hello()));

    assertThat(failure).isInstanceOf(AnthropicIoException.class);
    assertThat(attributes(failed(failure)))
        .containsEntry("server.port", (long) port)
        .doesNotContainKey("http.response.status_code");
    client.close();
  }

  @Test
  @DisplayName("A timeout is the client's failure")
  void timeout() {
    CountDownLatch gate = new CountDownLatch(1);
    server.stream(Map.of(), new byte[0], gate, new byte[] {'{'});
    AnthropicClient client =
        AnthropicOkHttpClient.builder()
            .apiKey("test")
            .baseUrl(server.origin())
            .maxRetries(0)
            .timeout(Duration.ofMillis(100))
            .build();

    Throwable failure =
        catchThrowable(
            () ->
                AnthropicInstrumentation.create(parley)
                    .instrument(client)
                    .messages()
                    .create(hello()));

    gate.countDown();
    assertThat(failure).isInstanceOf(AnthropicException.class);
    failed(failure);
    client.close();
  }

  @Test
  @DisplayName("An answer that is no JSON is the client's failure")
  void malformed() {
    server.answer(200, "<html>");

    Throwable failure = catchThrowable(() -> observed().messages().create(hello()));

    assertThat(failure).isNotNull();
    failed(failure);
  }

  @Test
  @DisplayName("An answer whose fields are of other types than promised is passed on and recorded")
  void otherTypes() {
    server.answer(
        200,
        """
        {"id":7,"type":"message","role":"assistant","model":"m","content":"no list",
         "stop_reason":["x"],"usage":{"input_tokens":"many","output_tokens":3}}
        """);

    Message message = observed().messages().create(hello());

    assertThat(message._id().asString()).isEmpty();
    assertThat(onlySpan().getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    assertThat(attributes(onlySpan()))
        .containsEntry("gen_ai.usage.output_tokens", 3L)
        .doesNotContainKeys("gen_ai.usage.input_tokens", "gen_ai.response.id");
  }

  @Test
  @DisplayName("A request that the client refuses is refused as ever")
  void refusedRequest() {
    assertThatThrownBy(() -> observed().messages().create((MessageCreateParams) null))
        .isInstanceOf(NullPointerException.class);
    assertThat(exporter.getFinishedSpanItems()).isEmpty();
  }

  @Test
  @DisplayName("MET-01 MET-02: both histograms, their bounds, units and labels")
  void histograms() {
    measured(Sampler.alwaysOn());
    server.answer(200, HELLO);

    observed().messages().create(hello());

    assertThat(metrics()).containsOnlyKeys(DURATION, TOKENS);
    assertThat(metrics().get(DURATION).getUnit()).isEqualTo("s");
    assertThat(metrics().get(TOKENS).getUnit()).isEqualTo("{token}");
    HistogramPointData duration = points(DURATION).iterator().next();
    assertThat(duration.getBoundaries())
        .containsExactly(
            0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92);
    assertThat(labels(duration))
        .containsEntry("gen_ai.operation.name", "chat")
        .containsEntry("gen_ai.system", "anthropic")
        .containsEntry("gen_ai.provider.name", "anthropic")
        .containsEntry("gen_ai.request.model", MODEL)
        .containsEntry("gen_ai.response.model", "claude-sonnet-4-5-20250929")
        .containsEntry("server.address", "127.0.0.1")
        .containsEntry("server.port", (long) server.port())
        .doesNotContainKeys("error.type", "gen_ai.token.type");
    assertThat(points(TOKENS))
        .allSatisfy(
            point ->
                assertThat(point.getBoundaries())
                    .containsExactly(
                        1.0,
                        4.0,
                        16.0,
                        64.0,
                        256.0,
                        1024.0,
                        4096.0,
                        16384.0,
                        65536.0,
                        262144.0,
                        1048576.0,
                        4194304.0,
                        16777216.0,
                        67108864.0))
        .extracting(point -> labels(point).get("gen_ai.token.type") + "=" + point.getSum())
        .containsExactlyInAnyOrder("input=10.0", "output=5.0");
  }

  @Test
  @DisplayName("MET-04: a failure labels the duration, and has no tokens")
  void failureMeasured() {
    measured(Sampler.alwaysOn());
    server.answer(400, "{}");

    assertThatThrownBy(() -> observed().messages().create(hello()))
        .isInstanceOf(BadRequestException.class);

    assertThat(metrics()).containsOnlyKeys(DURATION);
    assertThat(labels(points(DURATION).iterator().next()))
        .containsEntry("error.type", BadRequestException.class.getName());
  }

  @Test
  @DisplayName("A call that is not sampled works, has no span, and is measured")
  void unsampled() {
    measured(Sampler.alwaysOff());
    server.answer(200, HELLO).stream(Events.HELLO);

    assertThat(observed().messages().create(hello()).id()).isEqualTo("msg_1");
    try (var stream = observed().messages().createStreaming(hello())) {
      assertThat(stream.stream().count()).isEqualTo(7);
    }

    assertThat(exporter.getFinishedSpanItems()).isEmpty();
    assertThat(points(DURATION)).extracting(HistogramPointData::getCount).containsExactly(2L);
  }

  @Test
  @DisplayName("Instrumenting twice records once")
  void twice() {
    server.answer(200, HELLO);
    AnthropicInstrumentation other = AnthropicInstrumentation.create(parley);

    other.instrument(observed()).messages().create(hello());

    assertThat(exporter.getFinishedSpanItems()).hasSize(1);
  }

  @Test
  @DisplayName("TK-05: uninstrument gives the plain client back, and silences those built before")
  void uninstrument() {
    server.answer(200, HELLO).answer(200, HELLO).answer(200, HELLO);
    AnthropicClient before = observed();
    var service = before.messages();

    assertThat(AnthropicInstrumentation.create(parley).uninstrument(before)).isSameAs(plain);
    AnthropicInstrumentation.create(parley).uninstrument();
    before.messages().create(hello());
    service.create(hello());
    assertThat(exporter.getFinishedSpanItems()).isEmpty();

    AnthropicInstrumentation.create(parley).instrument(before).messages().create(hello());
    assertThat(exporter.getFinishedSpanItems()).hasSize(1);
  }

  @Test
  @DisplayName("Clients are equal as they were, and an observed one to its plain one")
  void equality() {
    assertThat(observed()).isEqualTo(observed()).hasSameHashCodeAs(observed());
    assertThat(observed().equals(plain)).isTrue();
    assertThat(observed()).isNotEqualTo(null);
  }

  @Test
  @DisplayName("The provider is told by the host: Anthropic, or the cloud that serves its models")
  void providers() {
    assertThat(
            List.of(
                "https://api.anthropic.com",
                "https://bedrock-runtime.us-east-1.amazonaws.com",
                "https://us-east5-aiplatform.googleapis.com/v1",
                "https://shop.services.ai.azure.com/anthropic",
                "http://localhost:8080"))
        .extracting(url -> AnthropicEndpoints.of(url).provider())
        .containsExactly(
            "anthropic", "aws.bedrock", "gcp.vertex_ai", "azure.ai.inference", "anthropic");
  }

  @Test
  @DisplayName("Where a client says that it is another cloud's, that counts")
  void toldProvider() {
    server.answer(200, HELLO);

    observed()
        .withOptions(options -> options.openTelemetryProviderName("aws.bedrock"))
        .messages()
        .create(hello());

    assertThat(attributes(onlySpan())).containsEntry("gen_ai.provider.name", "aws.bedrock");
  }

  private Collection<HistogramPointData> points(String metric) {
    return metrics().get(metric).getHistogramData().getPoints();
  }

  private static Map<String, Object> labels(HistogramPointData point) {
    Map<String, Object> labels = new TreeMap<>();
    point
        .getAttributes()
        .forEach((AttributeKey<?> key, Object value) -> labels.put(key.getKey(), value));
    return labels;
  }
}
