package dev.parley.sdk.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.parley.sdk.Conversation;
import dev.parley.sdk.CurrentContext;
import dev.parley.sdk.ParleySpanProcessor;
import dev.parley.sdk.SpanRecorder;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.common.Value;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdkBuilder;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParleyAutoConfigurationTest {
  private final InMemorySpanExporter exporter = InMemorySpanExporter.create();

  /** What an application with autoconfigure on its class path has, without a line for Parley. */
  private OpenTelemetrySdk autoconfigured(Map<String, String> properties) {
    return autoconfigured(properties, builder -> builder);
  }

  private OpenTelemetrySdk autoconfigured(
      Map<String, String> properties, UnaryOperator<AutoConfiguredOpenTelemetrySdkBuilder> more) {
    Map<String, String> all = new HashMap<>();
    all.put("otel.traces.exporter", "none");
    all.put("otel.metrics.exporter", "none");
    all.put("otel.logs.exporter", "none");
    all.putAll(properties);
    return more.apply(
            AutoConfiguredOpenTelemetrySdk.builder()
                .addPropertiesSupplier(() -> all)
                .addTracerProviderCustomizer(
                    (provider, config) ->
                        provider.addSpanProcessor(SimpleSpanProcessor.create(exporter))))
        .build()
        .getOpenTelemetrySdk();
  }

  private static void call(OpenTelemetry openTelemetry) {
    Span span =
        openTelemetry
            .getTracer("some-library")
            .spanBuilder("chat gpt-4o")
            .setAttribute("gen_ai.operation.name", "chat")
            .setAttribute("gen_ai.request.model", "gpt-4o")
            .startSpan();
    span.setAttribute("gen_ai.usage.input_tokens", 1000);
    span.setAttribute("gen_ai.usage.output_tokens", 500);
    span.end();
  }

  private Map<String, Object> attributes() {
    return SpanRecorder.map(exporter.getFinishedSpanItems().get(0).getAttributes());
  }

  @Test
  @DisplayName("COST-14 CTX-29 D2: with no line of code a plain span has its conversation and cost")
  void zeroLines() {
    try (OpenTelemetrySdk sdk = autoconfigured(Map.of("parley.prices", "gpt-4o=2.50/10.00"))) {
      Conversation.of("c1").user("u1").turn(4).run(() -> call(sdk));

      assertThat(exporter.getFinishedSpanItems()).hasSize(1);
      assertThat(attributes())
          .contains(
              entry("gen_ai.conversation.id", "c1"),
              entry("user.id", "u1"),
              entry("gen_ai.conversation.turn_number", 4L),
              entry("gen_ai.usage.cost_usd", 0.0075));
    }
  }

  @Test
  @DisplayName("COST-12: cost tracking off leaves the context and the tokens")
  void costOff() {
    try (OpenTelemetrySdk sdk =
        autoconfigured(
            Map.of("parley.prices", "gpt-4o=2.50/10.00", "parley.cost.tracking", "false"))) {
      Conversation.of("c1").run(() -> call(sdk));

      assertThat(attributes())
          .containsEntry("gen_ai.conversation.id", "c1")
          .containsEntry("gen_ai.usage.input_tokens", 1000L)
          .doesNotContainKey("gen_ai.usage.cost_usd");
    }
  }

  @Test
  @DisplayName("parley.enabled=false leaves OpenTelemetry as it is")
  void off() {
    try (OpenTelemetrySdk sdk =
        autoconfigured(Map.of("parley.enabled", "false", "parley.prices", "gpt-4o=1/1"))) {
      Conversation.of("c1").run(() -> call(sdk));
      assertThat(attributes())
          .containsOnlyKeys(
              "gen_ai.operation.name",
              "gen_ai.request.model",
              "gen_ai.usage.input_tokens",
              "gen_ai.usage.output_tokens");
      exporter.reset();
      assertThat(attributesKept(sdk)).isEqualTo(128);
    }
  }

  @ParameterizedTest
  @DisplayName("TK-02: a span holds 512 attributes unless a limit is set")
  @CsvSource({
    "'', 512",
    "otel.span.attribute.count.limit, 100",
    "otel.attribute.count.limit, 100",
  })
  void limit(String setting, int kept) {
    try (OpenTelemetrySdk sdk =
        autoconfigured(setting.isEmpty() ? Map.of() : Map.of(setting, "100"))) {
      assertThat(attributesKept(sdk)).isEqualTo(kept);
    }
  }

  private int attributesKept(OpenTelemetrySdk sdk) {
    Span span = sdk.getTracer("t").spanBuilder("s").startSpan();
    for (int i = 0; i < 600; i++) {
      span.setAttribute("key." + i, i);
    }
    span.end();
    return exporter.getFinishedSpanItems().get(0).getAttributes().size();
  }

  @ParameterizedTest
  @DisplayName(
      "IN-05: beside a processor that the application added itself, everything is there once")
  @ValueSource(booleans = {true, false})
  void twice(boolean inConversation) {
    UnaryOperator<AutoConfiguredOpenTelemetrySdkBuilder> second =
        builder ->
            builder.addTracerProviderCustomizer(
                (provider, config) -> provider.addSpanProcessor(ParleySpanProcessor.create()));
    try (OpenTelemetrySdk sdk =
        autoconfigured(Map.of("parley.prices", "gpt-4o=2.50/10.00"), second)) {
      if (inConversation) {
        Conversation.of("c1").turn(2).run(() -> call(sdk));
      } else {
        call(sdk);
      }

      assertThat(exporter.getFinishedSpanItems()).hasSize(1);
      assertThat(attributes()).containsEntry("gen_ai.usage.cost_usd", 0.0075);
      assertThat(attributes().get("gen_ai.conversation.turn_number"))
          .isEqualTo(inConversation ? 2L : null);
    }
  }

  @ParameterizedTest
  @DisplayName(
      "A message that an instrumentation logs is on its span, unless the bridge is switched off")
  @ValueSource(booleans = {true, false})
  void logBridge(boolean enabled) {
    try (OpenTelemetrySdk sdk =
        autoconfigured(enabled ? Map.of() : Map.of("parley.log.bridge", "false"))) {
      Span span = sdk.getTracer("some-library").spanBuilder("chat").startSpan();
      sdk.getLogsBridge()
          .get("some-library")
          .logRecordBuilder()
          .setContext(Context.root().with(span))
          .setEventName("gen_ai.user.message")
          .setBody(Value.of(Map.of("role", Value.of("user"), "content", Value.of("hello"))))
          .emit();
      span.end();

      assertThat(attributes().get("gen_ai.prompt.0.content")).isEqualTo(enabled ? "hello" : null);
    }
  }

  /** What is sent to the next process from within a conversation. */
  private Map<String, String> sent(String propagators, String propagation) {
    Map<String, String> headers = new HashMap<>();
    Map<String, String> properties = new HashMap<>();
    properties.put("parley.propagation", propagation);
    properties.put("parley.propagation.attributes", "tenant");
    if (!propagators.isEmpty()) {
      properties.put("otel.propagators", propagators);
    }
    try (OpenTelemetrySdk sdk = autoconfigured(properties)) {
      Baggage.builder()
          .put("other", "1")
          .build()
          .storeInContext(Context.root())
          .wrap(
              () ->
                  Conversation.of("c1")
                      .attribute("tenant", "t1")
                      .attribute("secret", "s")
                      .run(
                          () -> {
                            Span span = sdk.getTracer("t").spanBuilder("GET").startSpan();
                            sdk.getPropagators()
                                .getTextMapPropagator()
                                .inject(Context.current().with(span), headers, Map::put);
                            span.end();
                          }))
          .run();
      Context read =
          sdk.getPropagators().getTextMapPropagator().extract(Context.root(), headers, READ);
      try (Scope scope = read.makeCurrent()) {
        headers.put("conversation", String.valueOf(CurrentContext.conversationId()));
      }
    }
    return headers;
  }

  private static final TextMapGetter<Map<String, String>> READ =
      new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Map<String, String> carrier) {
          return carrier.keySet();
        }

        @Override
        public String get(Map<String, String> carrier, String key) {
          return carrier == null ? null : carrier.get(key);
        }
      };

  @ParameterizedTest(name = "otel.propagators={0}")
  @DisplayName(
      "CTX-27: parley.propagation=baggage lets the context cross, beside what is configured")
  @CsvSource({
    "'', true, true",
    "'tracecontext,baggage', true, true",
    "'baggage,tracecontext', true, true",
    "tracecontext, true, true",
    "baggage, false, true",
    "'tracecontext,parley', true, true",
    "'parley,tracecontext', true, true",
    "none, false, false"
  })
  void propagation(String propagators, boolean trace, boolean context) {
    Map<String, String> headers = sent(propagators, "baggage");

    assertThat(headers.containsKey("traceparent")).isEqualTo(trace);
    assertThat(headers.get("conversation")).isEqualTo(context ? "c1" : "null");
    if (context) {
      assertThat(headers.get("baggage"))
          .contains("other=1", "c1", "t1")
          .doesNotContain("secret")
          .containsOnlyOnce("c1");
    }
  }

  @Test
  @DisplayName("By default the context stays in its process, and other baggage goes on")
  void noPropagation() {
    assertThat(sent("", "none").get("baggage")).isEqualTo("other=1");
    assertThat(sent("", "none")).containsEntry("conversation", "null");
  }

  @Test
  @DisplayName("Switched off, Parley leaves the propagators as they are")
  void disabledPropagation() {
    try (OpenTelemetrySdk sdk =
        autoconfigured(Map.of("parley.propagation", "baggage", "parley.enabled", "false"))) {
      assertThat(sdk.getPropagators().getTextMapPropagator().toString())
          .doesNotContain("ParleyPropagator");
    }
  }

  @Test
  @DisplayName("NFR-01: prices that cannot be read leave OpenTelemetry working, with what can")
  void badSettings() {
    try (OpenTelemetrySdk sdk =
        autoconfigured(
            Map.of("parley.prices", "bad,gpt-4o=x/y,gpt-4o=2.50/10.00", "parley.enabled", "?"))) {
      Conversation.of("c1").run(() -> call(sdk));
      assertThat(attributes())
          .containsEntry("gen_ai.conversation.id", "c1")
          .containsEntry("gen_ai.usage.cost_usd", 0.0075);
    }
  }
}
