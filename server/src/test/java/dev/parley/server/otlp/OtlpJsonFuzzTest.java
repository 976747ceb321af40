package dev.parley.server.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.parley.server.Seeds;
import dev.parley.server.dialect.Translation;
import dev.parley.server.dialect.Translator;
import dev.parley.server.model.Span;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * Bodies of OTLP/JSON that nobody would send: each is refused for a reason, or becomes records and
 * a count of those that are none. {@code ./parley fuzz} looks for more.
 */
class OtlpJsonFuzzTest {
  @TestFactory
  Stream<DynamicTest> replayed() throws Exception {
    return Stream.of(
            Seeds.replay(OtlpJsonFuzzTest.class, "spans", this::spans),
            Seeds.replay(OtlpJsonFuzzTest.class, "logs", this::logs),
            Seeds.replay(OtlpJsonFuzzTest.class, "points", this::points))
        .flatMap(seeds -> seeds);
  }

  @FuzzTest(maxDuration = "1m")
  @Tag("fuzz")
  void spans(byte[] body) {
    Translation read;
    ExportTraceServiceRequest request;
    try {
      request = (ExportTraceServiceRequest) OtlpJson.read(body, Signal.TRACES);
      read = Translator.spans(request);
    } catch (IOException | Refusal refused) {
      assertThat(refused.getMessage()).isNotBlank();
      return;
    }
    int sent =
        request.getResourceSpansList().stream()
            .flatMap(resource -> resource.getScopeSpansList().stream())
            .mapToInt(scope -> scope.getSpansCount())
            .sum();
    assertThat(read.batch().spans().size() + read.rejected()).isEqualTo(sent);
    long characters = 0;
    for (Span span : read.batch().spans()) {
      characters +=
          span.raw().attributes().length()
              + span.raw().events().length()
              + span.raw().links().length();
    }
    assertThat(characters).isLessThanOrEqualTo(64L * (body.length + 1024));
  }

  @FuzzTest(maxDuration = "1m")
  @Tag("fuzz")
  void logs(byte[] body) {
    try {
      var request = (ExportLogsServiceRequest) OtlpJson.read(body, Signal.LOGS);
      Translation read = Translator.logs(request);
      int sent =
          request.getResourceLogsList().stream()
              .flatMap(resource -> resource.getScopeLogsList().stream())
              .mapToInt(scope -> scope.getLogRecordsCount())
              .sum();
      assertThat(read.batch().logs().size() + read.rejected()).isGreaterThanOrEqualTo(sent);
    } catch (IOException | Refusal refused) {
      assertThat(refused.getMessage()).isNotBlank();
    }
  }

  @FuzzTest(maxDuration = "1m")
  @Tag("fuzz")
  void points(byte[] body) {
    try {
      var request = (ExportMetricsServiceRequest) OtlpJson.read(body, Signal.METRICS);
      Translator.points(request).batch().points().forEach(p -> assertThat(p).isNotNull());
    } catch (IOException | Refusal refused) {
      assertThat(refused.getMessage()).isNotBlank();
      assertThat(new String(body, UTF_8)).isNotEqualTo("{}");
    }
  }
}
