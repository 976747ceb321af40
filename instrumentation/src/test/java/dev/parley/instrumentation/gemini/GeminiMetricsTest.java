package dev.parley.instrumentation.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.genai.errors.ClientException;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class GeminiMetricsTest extends GeminiLoopback {

  private static final Double[] SECONDS = {
    0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92
  };
  private static final Double[] TOKENS = {
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
    67108864.0
  };

  @BeforeEach
  void measure() {
    measured(Sampler.alwaysOn());
  }

  @Test
  @DisplayName("MET-01, XP-02: both histograms, their bounds and labels; the span's provider")
  void histograms() {
    server.answer(200, ANSWER);
    observed().models.generateContent(FLASH, "Hi.", null);

    MetricData duration = metrics().get("gen_ai.client.operation.duration");
    assertThat(duration.getUnit()).isEqualTo("s");
    HistogramPointData point = duration.getHistogramData().getPoints().iterator().next();
    assertThat(point.getBoundaries()).containsExactly(SECONDS);
    assertThat(labels(point))
        .containsEntry("gen_ai.operation.name", "generate_content")
        .containsEntry("gen_ai.provider.name", "gcp.gemini")
        .containsEntry("gen_ai.system", attributes(onlySpan()).get("gen_ai.system"))
        .containsEntry("gen_ai.request.model", FLASH)
        .containsEntry("gen_ai.response.model", FLASH)
        .containsEntry("server.address", "127.0.0.1")
        .containsEntry("server.port", (long) server.port())
        .doesNotContainKey("error.type");
  }

  @Test
  @DisplayName("MET-01, MET-02: tokens are measured as input and output")
  void tokens() {
    server.answer(200, ANSWER);
    observed().models.generateContent(FLASH, "Hi.", null);

    MetricData usage = metrics().get("gen_ai.client.token.usage");
    assertThat(usage.getUnit()).isEqualTo("{token}");
    Map<Object, Double> sums = new TreeMap<>();
    for (HistogramPointData point : usage.getHistogramData().getPoints()) {
      assertThat(point.getBoundaries()).containsExactly(TOKENS);
      sums.put(String.valueOf(labels(point).get("gen_ai.token.type")), point.getSum());
    }
    assertThat(sums).isEqualTo(Map.of("input", 2000.0, "output", 164.0));
  }

  @Test
  @DisplayName("MET-04: a failure is a label of the duration, and measures no tokens")
  void failure() {
    server.answer(404, "{\"error\":{\"code\":404,\"status\":\"NOT_FOUND\",\"message\":\"no\"}}");
    assertThat(catchThrowable(() -> observed().models.generateContent("none", "Hi.", null)))
        .isInstanceOf(ClientException.class);
    assertThat(metrics()).containsOnlyKeys("gen_ai.client.operation.duration");
    HistogramPointData point =
        metrics()
            .get("gen_ai.client.operation.duration")
            .getHistogramData()
            .getPoints()
            .iterator()
            .next();
    assertThat(labels(point)).containsEntry("error.type", ClientException.class.getName());
  }

  private static Map<String, Object> labels(HistogramPointData point) {
    Map<String, Object> labels = new TreeMap<>();
    point.getAttributes().forEach((key, value) -> labels.put(key.getKey(), value));
    return labels;
  }
}
