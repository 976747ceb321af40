package dev.parley.spring.observation;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.tracing.otel.bridge.CompositeSpanExporter;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SnapshotExporterTest {
  private static final AttributeKey<String> STEP = AttributeKey.stringKey("step");
  private static final AttributeKey<String> FILTERED = AttributeKey.stringKey("filtered");
  private static final Resource RESOURCE =
      Resource.create(Attributes.of(AttributeKey.stringKey("service.name"), "shop"));

  private final InMemorySpanExporter exported = InMemorySpanExporter.create();

  @Test
  @DisplayName(
      "What Micrometer builds anew for each question is built once, and one resource holds")
  void snapshots() {
    export(
        new CompositeSpanExporter(
            List.of(new SnapshotExporter(exported)),
            List.of(),
            List.of(),
            List.of(span -> span.setTags(Map.of("filtered", "yes", "step", "x")))));
    List<SpanData> spans = exported.getFinishedSpanItems();
    assertThat(spans).hasSize(3).extracting(SpanData::getName).containsExactly("0", "1", "2");
    for (SpanData span : spans) {
      assertThat(span.getAttributes().get(FILTERED)).isEqualTo("yes");
      assertThat(span.getAttributes()).isSameAs(span.getAttributes());
      assertThat(span.getTotalAttributeCount()).isEqualTo(span.getAttributes().size());
      assertThat(span.getResource()).isEqualTo(RESOURCE).isSameAs(spans.get(0).getResource());
      assertThat(span.getInstrumentationScopeInfo().getName()).isEqualTo("theirs");
    }
  }

  @Test
  @DisplayName("Of OpenTelemetry's own spans it loses nothing, and it ends with its exporter")
  void others() {
    export(new SnapshotExporter(exported));
    assertThat(exported.getFinishedSpanItems())
        .hasSize(3)
        .allSatisfy(
            span -> {
              assertThat(span.getAttributes().size()).isEqualTo(1);
              // One was dropped by the limit.
              assertThat(span.getTotalAttributeCount()).isEqualTo(2);
              assertThat(span.getResource()).isEqualTo(RESOURCE);
            });
    SnapshotExporter exporter = new SnapshotExporter(exported);
    assertThat(exporter.flush().isSuccess()).isTrue();
    assertThat(exporter.shutdown().isSuccess()).isTrue();
    assertThat(exporter.export(List.of()).isSuccess()).isFalse();
  }

  private static void export(SpanExporter exporter) {
    BatchSpanProcessor processor = BatchSpanProcessor.builder(exporter).build();
    SdkTracerProvider provider =
        SdkTracerProvider.builder()
            .setResource(RESOURCE)
            .setSpanLimits(SpanLimits.builder().setMaxNumberOfAttributes(1).build())
            .addSpanProcessor(processor)
            .build();
    for (int i = 0; i < 3; i++) {
      provider
          .get("theirs")
          .spanBuilder(Integer.toString(i))
          .startSpan()
          .setAttribute(STEP, "s-" + i)
          .setAttribute("more", true)
          .end();
    }
    assertThat(processor.forceFlush().join(10, TimeUnit.SECONDS).isSuccess()).isTrue();
  }
}
