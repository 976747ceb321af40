package dev.parley.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import com.sun.net.httpserver.HttpServer;
import dev.parley.pricing.Price;
import dev.parley.pricing.PriceBook;
import io.opentelemetry.api.trace.Span;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParleyBuilderTest {
  /** What an OTLP receiver on loopback gets. */
  private record Request(String path, String authorization, String body) {}

  private static final class Receiver implements AutoCloseable {
    private final LinkedBlockingQueue<Request> requests = new LinkedBlockingQueue<>();
    private final HttpServer server;

    Receiver() throws IOException {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(
          "/",
          exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            requests.add(
                new Request(
                    exchange.getRequestURI().getPath(),
                    exchange.getRequestHeaders().getFirst("Authorization"),
                    new String(body, StandardCharsets.ISO_8859_1)));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
          });
      server.start();
    }

    String url() {
      return "http://localhost:" + server.getAddress().getPort();
    }

    Request next() throws InterruptedException {
      return requests.poll(1, TimeUnit.MINUTES);
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }

  @Test
  @DisplayName(
      "IN-06 IN-08: endpoint, headers and names by environment; closing exports what is left")
  void environment() throws Exception {
    try (Receiver receiver = new Receiver()) {
      Map<String, String> environment =
          Map.of(
              "OTEL_EXPORTER_OTLP_ENDPOINT", receiver.url(),
              "OTEL_EXPORTER_OTLP_HEADERS", "Authorization=Basic%20abc%3D",
              "OTEL_SERVICE_NAME", "shop",
              "PARLEY_ENVIRONMENT", "staging");
      try (Parley parley =
          SpanRecorder.builder(environment).scheduleDelay(Duration.ofHours(1)).build()) {
        parley.tracer().spanBuilder("the-span").startSpan().end();
      }

      Request request = receiver.next();
      assertThat(request.path()).isEqualTo("/v1/traces");
      assertThat(request.authorization()).isEqualTo("Basic abc=");
      assertThat(request.body())
          .contains("the-span", "service.name", "shop", "deployment.environment.name", "staging");
    }
  }

  @Test
  @DisplayName("By default an ended span is exported without a flush; the code's endpoint wins")
  void exportsByItself() throws Exception {
    try (Receiver receiver = new Receiver();
        Parley parley =
            SpanRecorder.builder(
                    Map.of(
                        "OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:1",
                        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://localhost:1/v1/traces"))
                .endpoint(receiver.url() + "/")
                .header("Authorization", "Bearer t")
                .build()) {
      parley.tracer().spanBuilder("soon").startSpan().end();

      Request request = receiver.next();
      assertThat(request.body()).contains("soon");
      assertThat(request.path()).isEqualTo("/v1/traces");
      assertThat(request.authorization()).isEqualTo("Bearer t");
    }
  }

  @Test
  @DisplayName("An endpoint that is no URL is told in the log, and the application goes on")
  void badEndpoint() {
    try (Parley parley = SpanRecorder.builder(Map.of()).endpoint("not a url").build()) {
      assertThat(Step.llm("s").on(parley).call(() -> 42)).isEqualTo(42);
    }
  }

  @Test
  @DisplayName("Prices by environment; what cannot be read is left out")
  void pricesByEnvironment() {
    try (Parley parley =
        SpanRecorder.builder(
                Map.of("PARLEY_PRICES", "gpt-4o=2.50/10.00, bad=1, worse=x/y,azure/gpt-4o=3/4"))
            .build()) {
      assertThat(parley.prices().entries())
          .extracting(PriceBook.Entry::model)
          .containsExactlyInAnyOrder("gpt-4o", "azure/gpt-4o");
    }
  }

  @Test
  @DisplayName("COST-12: with cost tracking off there are tokens and no cost")
  void costOff() {
    try (SpanRecorder spans =
        new SpanRecorder(
            builder ->
                builder
                    .prices(PriceBook.empty().with("m", Price.perMillion(1, 1)))
                    .costTracking(false))) {
      Span span = spans.start("s");
      span.setAttribute("gen_ai.request.model", "m");
      span.setAttribute("gen_ai.usage.input_tokens", 10);
      span.end();

      assertThat(spans.attributes("s"))
          .containsOnly(
              entry("gen_ai.request.model", "m"), entry("gen_ai.usage.input_tokens", 10L));
    }
  }

  @Test
  @DisplayName("A span holds 512 attributes, or as many as the environment says")
  void attributeLimit() {
    assertThat(attributesKept(Map.of())).isEqualTo(512);
    assertThat(attributesKept(Map.of("OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT", "7"))).isEqualTo(7);
  }

  private static int attributesKept(Map<String, String> environment) {
    try (SpanRecorder spans = new SpanRecorder(environment, builder -> builder)) {
      Span span = spans.start("s");
      for (int i = 0; i < 600; i++) {
        span.setAttribute("key." + i, i);
      }
      span.end();
      return spans.attributes("s").size();
    }
  }

  @ParameterizedTest
  @DisplayName("TK-04: clients record content when the environment says exactly true")
  @CsvSource({"true, true", "TRUE, true", "1, false", "yes, false", "'true ', false", "'', false"})
  void contentByEnvironment(String value, boolean captured) {
    try (Parley parley =
        SpanRecorder.builder(Map.of("OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT", value))
            .build()) {
      assertThat(parley.capturesContent()).isEqualTo(captured);
      assertThat(parley.stepsCaptureContent()).isTrue();
    }
  }

  @Test
  @DisplayName("TK-03 TK-04: clients record no content by default, and do when the code says so")
  void contentByCode() {
    try (Parley silent = SpanRecorder.builder(Map.of()).build();
        Parley asked = SpanRecorder.builder(Map.of()).captureContent(true).build();
        Parley forbidden = SpanRecorder.builder(Map.of()).captureContent(false).build()) {
      assertThat(silent.capturesContent()).isFalse();
      assertThat(silent.stepsCaptureContent()).isTrue();
      assertThat(asked.capturesContent()).isTrue();
      assertThat(forbidden.stepsCaptureContent()).isFalse();
    }
  }

  @Test
  @DisplayName("OTEL_SDK_DISABLED leaves the application alone")
  void disabled() {
    try (SpanRecorder spans =
        new SpanRecorder(Map.of("OTEL_SDK_DISABLED", "true"), builder -> builder)) {
      Step.llm("s").on(spans.parley()).run(() -> spans.span("x"));
      assertThat(spans.spans()).isEmpty();
    }
  }

  @Test
  @DisplayName("Closing twice closes once; a step after it still does its work")
  void closeTwice() {
    SpanRecorder spans = new SpanRecorder();
    spans.close();
    spans.close();
    assertThat(Step.llm("s").on(spans.parley()).call(() -> "done")).isEqualTo("done");
  }
}
