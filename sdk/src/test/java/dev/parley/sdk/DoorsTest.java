package dev.parley.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.pricing.Price;
import dev.parley.pricing.PriceBook;
import dev.parley.sdk.internal.Settings;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SdkTracerProviderBuilder;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every way to set Parley up gives the same: context, turns and cost on spans made by anyone. */
class DoorsTest {
  private static final PriceBook PRICES =
      PriceBook.empty().with("gpt-4o", Price.perMillion("2.50", "10.00"));

  private final InMemorySpanExporter exporter = InMemorySpanExporter.create();

  /** The ways in, by what the application builds. */
  private enum Door {
    BUILDER,
    PROCESSOR_FIRST,
    PROCESSOR_LAST,
    AUTOCONFIGURE
  }

  private Parley open(Door door) {
    return switch (door) {
      case BUILDER ->
          SpanRecorder.builder(Map.of())
              .prices(PRICES)
              .spanExporter(exporter)
              .immediateExport()
              .build();
      case PROCESSOR_FIRST -> over(sdk(tracing(true)));
      case PROCESSOR_LAST -> over(sdk(tracing(false)));
      case AUTOCONFIGURE ->
          over(
              AutoConfiguredOpenTelemetrySdk.builder()
                  .addPropertiesSupplier(
                      () ->
                          Map.of(
                              "otel.traces.exporter", "none",
                              "otel.metrics.exporter", "none",
                              "otel.logs.exporter", "none",
                              "parley.prices", "gpt-4o=2.50/10.00"))
                  .addTracerProviderCustomizer(
                      (provider, config) ->
                          provider.addSpanProcessor(SimpleSpanProcessor.create(exporter)))
                  .build()
                  .getOpenTelemetrySdk());
    };
  }

  private SdkTracerProviderBuilder tracing(boolean first) {
    SdkTracerProviderBuilder provider = SdkTracerProvider.builder();
    if (first) {
      provider.addSpanProcessor(ParleySpanProcessor.create(PRICES));
    }
    provider.addSpanProcessor(SimpleSpanProcessor.create(exporter));
    if (!first) {
      provider.addSpanProcessor(ParleySpanProcessor.create(PRICES));
    }
    return provider;
  }

  private static OpenTelemetrySdk sdk(SdkTracerProviderBuilder provider) {
    return OpenTelemetrySdk.builder().setTracerProvider(provider.build()).build();
  }

  private static Parley over(OpenTelemetry openTelemetry) {
    return new ParleyBuilder(new Settings(name -> null, name -> null)).over(openTelemetry);
  }

  /** A call as any library records it. */
  private static void call(OpenTelemetry openTelemetry, String name) {
    Span span =
        openTelemetry
            .getTracer("some-library")
            .spanBuilder(name)
            .setAttribute("gen_ai.operation.name", "chat")
            .setAttribute("gen_ai.request.model", "gpt-4o")
            .startSpan();
    span.setAttribute("gen_ai.response.model", "gpt-4o-2024-08-06");
    span.setAttribute("gen_ai.usage.input_tokens", 1000);
    span.setAttribute("gen_ai.usage.output_tokens", 500);
    span.end();
  }

  private Optional<SpanData> find(String name) {
    return exporter.getFinishedSpanItems().stream()
        .filter(span -> span.getName().equals(name))
        .findFirst();
  }

  private Map<String, Object> attributes(String name) {
    return SpanRecorder.map(find(name).orElseThrow().getAttributes());
  }

  @ParameterizedTest
  @DisplayName("CTX-04 CTX-28 CTX-29 COST-14 D2: by every door context, turns and cost are there")
  @EnumSource(Door.class)
  void everyDoor(Door door) {
    try (Parley parley = open(door)) {
      OpenTelemetry openTelemetry = parley.openTelemetry();
      Conversation.of("c1")
          .user("u1")
          .run(
              () -> {
                Step.chain("first").on(parley).run(() -> call(openTelemetry, "call 1"));
                Workflow.of("w1").run(() -> call(openTelemetry, "call 2"));
              });

      for (int turn = 1; turn <= 2; turn++) {
        assertThat(attributes("call " + turn))
            .containsEntry("gen_ai.conversation.id", "c1")
            .containsEntry("user.id", "u1")
            .containsEntry("gen_ai.conversation.turn_number", (long) turn)
            .containsEntry("gen_ai.usage.cost_usd", 0.0075);
      }
      assertThat(attributes("call 2")).containsEntry("workflow.id", "w1");
      assertThat(attributes("first"))
          .containsEntry("gen_ai.conversation.turn_number", 1L)
          .doesNotContainKey("gen_ai.usage.cost_usd");
      assertThat(exporter.getFinishedSpanItems()).hasSize(3);
      assertThat(parley.workflows().cost("w1")).isEqualByComparingTo("0.0075");
    }
  }

  @Test
  @DisplayName("A finished provider is warned of once; Parley's own spans have their context")
  void finishedProvider() {
    OpenTelemetrySdk sdk =
        sdk(SdkTracerProvider.builder().addSpanProcessor(SimpleSpanProcessor.create(exporter)));
    try (LogCapture log = new LogCapture();
        Parley parley = over(sdk)) {
      for (int i = 1; i <= 3; i++) {
        String name = "step " + i;
        Conversation.of("c1").run(() -> Step.llm(name).on(parley).run(() -> {}));
      }
      Conversation.of("c1").run(() -> call(sdk, "plain"));

      assertThat(List.of("step 1", "step 3"))
          .allSatisfy(
              name -> assertThat(attributes(name)).containsEntry("gen_ai.conversation.id", "c1"));
      assertThat(attributes("step 3")).containsEntry("gen_ai.conversation.turn_number", 3L);
      assertThat(attributes("plain")).doesNotContainKey("gen_ai.conversation.id");
      assertThat(log.warnings()).hasSize(1);
      assertThat(log.warnings().get(0)).contains("ParleySpanProcessor");
    }
  }

  @Test
  @DisplayName(
      "IN-05: a Parley of its own beside autoconfigure: each span is exported once, by one")
  void besideAutoconfigure() {
    InMemorySpanExporter own = InMemorySpanExporter.create();
    try (Parley auto = open(Door.AUTOCONFIGURE);
        Parley built =
            SpanRecorder.builder(Map.of())
                .spanExporter(own)
                .prices(PRICES)
                .immediateExport()
                .build()) {
      Conversation.of("c1")
          .run(
              () -> {
                call(auto.openTelemetry(), "by auto");
                call(built.openTelemetry(), "by built");
              });

      assertThat(exporter.getFinishedSpanItems())
          .extracting(SpanData::getName)
          .containsExactly("by auto");
      assertThat(own.getFinishedSpanItems())
          .extracting(SpanData::getName)
          .containsExactly("by built");
      assertThat(attributes("by auto")).containsEntry("gen_ai.usage.cost_usd", 0.0075);
    }
  }
}
