package dev.parley.sdk.instrumentation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.pricing.Usage;
import dev.parley.sdk.Parley;
import dev.parley.sdk.SpanRecorder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LlmCallTest {
  @Test
  @DisplayName("COST-20: a client span with model, provider, usage and total")
  void span() {
    try (SpanRecorder spans = new SpanRecorder()) {
      LlmCall call =
          LlmCall.of(spans.parley(), "chat", "openai")
              .model("gpt-4o")
              .server("localhost", 8080)
              .start();
      try (Scope scope = call.makeCurrent()) {
        assertThat(Span.current()).isSameAs(call.span());
      }
      call.responseModel("gpt-4o-2024-08-06");
      call.usage(Usage.builder().input(1000L).cacheRead(800L).output(50L).reasoning(30L).build());
      call.end();
      call.end();

      SpanData span = spans.only();
      assertThat(span.getName()).isEqualTo("chat gpt-4o");
      assertThat(span.getKind()).isEqualTo(SpanKind.CLIENT);
      assertThat(SpanRecorder.map(span.getAttributes()))
          .isEqualTo(
              Map.ofEntries(
                  Map.entry("gen_ai.operation.name", "chat"),
                  Map.entry("gen_ai.provider.name", "openai"),
                  Map.entry("gen_ai.system", "openai"),
                  Map.entry("gen_ai.request.model", "gpt-4o"),
                  Map.entry("gen_ai.response.model", "gpt-4o-2024-08-06"),
                  Map.entry("server.address", "localhost"),
                  Map.entry("server.port", 8080L),
                  Map.entry("gen_ai.usage.input_tokens", 1000L),
                  Map.entry("gen_ai.usage.output_tokens", 50L),
                  Map.entry("gen_ai.usage.total_tokens", 1050L),
                  Map.entry("gen_ai.usage.cache_read.input_tokens", 800L),
                  Map.entry("gen_ai.usage.reasoning.output_tokens", 30L)));
    }
  }

  @Test
  @DisplayName("Without a model the span is named by the operation; port 443 is left out")
  void bare() {
    try (SpanRecorder spans = new SpanRecorder()) {
      LlmCall.of(spans.parley(), "chat", "openai").model("").server("h", 443).start().end();

      assertThat(spans.only().getName()).isEqualTo("chat");
      assertThat(spans.attributes("chat"))
          .doesNotContainKeys("server.port", "gen_ai.request.model");
    }
  }

  @Test
  @DisplayName("A failure is an error with its type and one exception event")
  void failure() {
    try (SpanRecorder spans = new SpanRecorder()) {
      LlmCall call = LlmCall.of(spans.parley(), "chat", "openai").model("m").start();
      call.fail(new IllegalStateException("429"));
      call.end();

      SpanData span = spans.only();
      assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
      assertThat(span.getEvents()).hasSize(1);
      assertThat(spans.attributes("chat m"))
          .containsEntry("error.type", "java.lang.IllegalStateException");
    }
  }

  @Test
  @DisplayName("MET-01 MET-02 MET-04: duration and tokens by type; a failure has no tokens")
  void metrics() {
    InMemoryMetricReader reader = InMemoryMetricReader.create();
    Parley parley =
        Parley.over(
            OpenTelemetrySdk.builder()
                .setMeterProvider(SdkMeterProvider.builder().registerMetricReader(reader).build())
                .build());
    LlmCall good = LlmCall.of(parley, "chat", "openai").model("m").start();
    good.usage(Usage.of(10, 5));
    good.end();
    LlmCall bad = LlmCall.of(parley, "chat", "openai").model("m").start();
    bad.usage(Usage.of(10, 5));
    bad.fail(new IllegalStateException());

    Collection<MetricData> metrics = reader.collectAllMetrics();
    MetricData tokens = metric(metrics, "gen_ai.client.token.usage");
    assertThat(tokens.getUnit()).isEqualTo("{token}");
    assertThat(tokens.getHistogramData().getPoints())
        .extracting(point -> SpanRecorder.map(point.getAttributes()).get("gen_ai.token.type"))
        .containsExactlyInAnyOrder("input", "output");
    assertThat(tokens.getHistogramData().getPoints())
        .allSatisfy(point -> assertThat(point.getCount()).isEqualTo(1));

    assertThat(tokens.getHistogramData().getPoints().iterator().next().getBoundaries())
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
            67108864.0);

    MetricData duration = metric(metrics, "gen_ai.client.operation.duration");
    assertThat(duration.getUnit()).isEqualTo("s");
    List<HistogramPointData> durations = List.copyOf(duration.getHistogramData().getPoints());
    assertThat(durations)
        .extracting(point -> SpanRecorder.map(point.getAttributes()).get("error.type"))
        .containsExactlyInAnyOrder(null, "java.lang.IllegalStateException");
    assertThat(durations.get(0).getBoundaries())
        .containsExactly(
            0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92);
  }

  private static MetricData metric(Collection<MetricData> metrics, String name) {
    return metrics.stream().filter(m -> m.getName().equals(name)).findFirst().orElseThrow();
  }
}
