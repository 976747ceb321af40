package dev.parley.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.sdk.internal.ContextRecord;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdkBuilder;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the extension makes of settings, in OpenTelemetry's real autoconfigure. */
class AgentConfigurationTest {
  private static final TextMapGetter<Map<String, String>> GETTER =
      new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Map<String, String> carrier) {
          return carrier.keySet();
        }

        @Override
        public String get(Map<String, String> carrier, String key) {
          return carrier.get(key);
        }
      };

  private static OpenTelemetrySdk start(
      AtomicReference<ConfigProperties> config, Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.putIfAbsent("otel.traces.exporter", "none");
    all.put("otel.metrics.exporter", "none");
    all.put("otel.logs.exporter", "none");
    AutoConfiguredOpenTelemetrySdkBuilder builder =
        AutoConfiguredOpenTelemetrySdk.builder()
            .disableShutdownHook()
            // None but the one of this test.
            .setServiceClassLoader(ClassLoader.getPlatformClassLoader())
            .addPropertiesSupplier(() -> all);
    new AgentConfiguration().customize(builder);
    return builder
        .addPropertiesCustomizer(
            known -> {
              config.set(known);
              return Map.of();
            })
        .build()
        .getOpenTelemetrySdk();
  }

  private static ConfigProperties configure(Map<String, String> settings) {
    AtomicReference<ConfigProperties> config = new AtomicReference<>();
    start(config, settings).close();
    return config.get();
  }

  @Test
  @DisplayName("parley.endpoint is the agent's destination, with its headers")
  void endpoint() {
    ConfigProperties config =
        configure(
            Map.of("parley.endpoint", "http://localhost:4318", "parley.headers", "x-key=secret"));

    assertThat(config.getString("otel.exporter.otlp.endpoint")).isEqualTo("http://localhost:4318");
    assertThat(config.getMap("otel.exporter.otlp.headers")).containsEntry("x-key", "secret");
    assertThat(config.getInt("otel.span.attribute.count.limit")).isEqualTo(512);
  }

  @Test
  @DisplayName("a destination of the user's own stays, and gets none of Parley's headers")
  void otherEndpoint() {
    ConfigProperties config =
        configure(
            Map.of(
                "parley.endpoint", "http://localhost:1",
                "parley.headers", "x-key=secret",
                "otel.exporter.otlp.endpoint", "http://elsewhere:4318"));

    assertThat(config.getString("otel.exporter.otlp.endpoint")).isEqualTo("http://elsewhere:4318");
    assertThat(config.getMap("otel.exporter.otlp.headers")).isEmpty();
  }

  @Test
  @DisplayName("IN-05: the agent's own instrumentation makes way, unless it is asked for by name")
  void oneSpan() {
    String openai = "otel.instrumentation.openai-java.enabled";
    ConfigProperties usual = configure(Map.of());
    assertThat(usual.getBoolean(openai)).isFalse();
    assertThat(usual.getBoolean("otel.instrumentation.aws-sdk-2.2-bedrock-runtime.enabled"))
        .isFalse();
    assertThat(Library.OPENAI.isObserved(usual)).isTrue();

    for (String name : new String[] {openai, "otel.instrumentation.openai.enabled"}) {
      ConfigProperties asked = configure(Map.of(name, "true"));
      assertThat(asked.getBoolean(openai, true)).isTrue();
      assertThat(Library.OPENAI.isObserved(asked)).isFalse();
      assertThat(Library.BEDROCK.isObserved(asked)).isTrue();
    }
    ConfigProperties without =
        configure(Map.of("otel.instrumentation.parley-openai.enabled", "false"));
    assertThat(without.getBoolean(openai, true)).isTrue();
  }

  @Test
  @DisplayName("parley.enabled=false leaves the agent as it is")
  void disabled() {
    ConfigProperties config =
        configure(Map.of("parley.enabled", "false", "parley.endpoint", "http://localhost:4318"));

    assertThat(config.getString("otel.exporter.otlp.endpoint")).isNull();
    assertThat(config.getString("otel.instrumentation.openai-java.enabled")).isNull();
    assertThat(config.getString("otel.span.attribute.count.limit")).isNull();
    for (Library library : Library.ALL) {
      assertThat(library.isObserved(config)).isFalse();
    }
  }

  private static Context extracted(Map<String, String> settings, Map<String, String> headers) {
    try (OpenTelemetrySdk sdk = start(new AtomicReference<>(), settings)) {
      return sdk.getPropagators().getTextMapPropagator().extract(Context.root(), headers, GETTER);
    }
  }

  @Test
  @DisplayName("CTX-29: a request's headers name its conversation, of which it is one turn")
  void headers() {
    ContextRecord record =
        ContextRecord.in(extracted(Map.of(), Map.of("X-Conversation-Id", "c-1", "X-User", "ann")));
    assertThat(record.conversationId()).isEqualTo("c-1");
    assertThat(record.userId()).isNull();
    assertThat(record.turn().isAutomatic()).isTrue();

    record =
        ContextRecord.in(
            extracted(
                Map.of(
                    "parley.web.conversation.header",
                    "X-Thread",
                    "parley.web.user.header",
                    "X-User"),
                Map.of("X-Thread", "c-2", "X-User", "ann")));
    assertThat(record.conversationId()).isEqualTo("c-2");
    assertThat(record.userId()).isEqualTo("ann");
  }

  @Test
  @DisplayName("a request without the header, or with it switched off, belongs to no conversation")
  void noHeaders() {
    assertThat(ContextRecord.in(extracted(Map.of(), Map.of("X-User", "ann"))))
        .isEqualTo(ContextRecord.EMPTY);
    assertThat(ContextRecord.in(extracted(Map.of(), Map.of("X-Conversation-Id", ""))))
        .isEqualTo(ContextRecord.EMPTY);
    assertThat(
            ContextRecord.in(
                extracted(
                    Map.of("parley.web.enabled", "false"), Map.of("X-Conversation-Id", "c-1"))))
        .isEqualTo(ContextRecord.EMPTY);
  }
}
