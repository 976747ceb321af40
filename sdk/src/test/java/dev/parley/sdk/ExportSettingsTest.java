package dev.parley.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.sdk.OtlpReceiver.Export;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.autoconfigure.spi.traces.ConfigurableSpanExporterProvider;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExportSettingsTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @Test
  @DisplayName("IN-06: endpoint, headers, protocol, timeout and compression hold per signal")
  void perSignal() {
    try (OtlpReceiver all = new OtlpReceiver();
        OtlpReceiver ofTraces = new OtlpReceiver()) {
      Map<String, String> environment = new HashMap<>();
      environment.put("OTEL_EXPORTER_OTLP_ENDPOINT", all.url());
      environment.put("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc");
      environment.put("OTEL_EXPORTER_OTLP_HEADERS", "x-for=all");
      environment.put("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", ofTraces.url() + "/own/traces");
      environment.put("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "http/protobuf");
      environment.put("OTEL_EXPORTER_OTLP_TRACES_HEADERS", "x-for=traces");
      environment.put("OTEL_EXPORTER_OTLP_TRACES_COMPRESSION", "gzip");
      environment.put("OTEL_EXPORTER_OTLP_TIMEOUT", "20s");
      environment.put("OTEL_LOGS_EXPORTER", "none");
      environment.put("OTEL_METRICS_EXPORTER", "otlp");
      try (Parley parley = SpanRecorder.builder(environment).header("x-by", "code").build()) {
        parley.tracer().spanBuilder("a").startSpan().end();
        parley.meter().counterBuilder("c").build().add(1);
        assertThat(parley.flush(MINUTE)).isTrue();
      }

      assertThat(ofTraces.exports())
          .hasSize(1)
          .allSatisfy(
              export -> {
                assertThat(export.path()).isEqualTo("/own/traces");
                assertThat(export.protocol()).isEqualTo("http/protobuf");
                assertThat(export.headers().get("x-for")).isEqualTo("traces");
                assertThat(export.headers().get("x-by")).isEqualTo("code");
                assertThat(export.headers().get("content-encoding")).isEqualTo("gzip");
              });
      assertThat(all.exports()).extracting(Export::signal).containsOnly("metrics");
      assertThat(all.await("metrics").protocol()).isEqualTo("grpc");
      assertThat(all.await("metrics").headers().get("x-for")).isEqualTo("all");
      assertThat(all.await("metrics").headers().get("x-by")).isEqualTo("code");
    }
  }

  @Test
  @DisplayName("IN-07: the console has a line for each span, with status, ids and attributes")
  void console() {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
    try (Parley parley =
        SpanRecorder.builder(Map.of()).exportTo(Destination.console(out)).build()) {
      Conversation.of("c 1")
          .run(
              () -> {
                Span parent = parley.tracer().spanBuilder("chat gpt-4o").startSpan();
                parent.setAttribute("n", 5).setAttribute("text", "two\nlines");
                parent.addEvent("said");
                parent.setStatus(StatusCode.ERROR, "no luck").end();
              });
      parley.tracer().spanBuilder("other").startSpan().end();
      assertThat(parley.flush(MINUTE)).isTrue();
    }

    List<String> lines = printed.toString(StandardCharsets.UTF_8).lines().toList();
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0))
        .matches(
            "\\S+Z span \"chat gpt-4o\" INTERNAL [\\d.]+ms ERROR \"no luck\" trace=\\p{XDigit}{32}"
                + " .*")
        .contains("gen_ai.conversation.id=\"c 1\"", "n=5", "text=\"two\\nlines\"", "| event said");
    assertThat(lines.get(1)).contains("span other INTERNAL", "UNSET").doesNotContain("c 1");
    assertThat(out.checkError()).isFalse();
  }

  @ParameterizedTest
  @DisplayName("IN-07: the console by OTEL_TRACES_EXPORTER, alone or in a list")
  @CsvSource({"console, 0", "logging, 0", "'otlp, console', 1"})
  void consoleByEnvironment(String exporters, int exports) {
    PrintStream standard = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try (OtlpReceiver receiver = new OtlpReceiver()) {
      System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
      try (Parley parley =
          SpanRecorder.builder(
                  Map.of(
                      "OTEL_TRACES_EXPORTER",
                      exporters,
                      "OTEL_EXPORTER_OTLP_ENDPOINT",
                      receiver.url()))
              .build()) {
        parley.tracer().spanBuilder("seen").startSpan().end();
      }
      assertThat(receiver.exports()).hasSize(exports);
    } finally {
      System.setOut(standard);
    }
    assertThat(printed.toString(StandardCharsets.UTF_8)).contains("span seen INTERNAL");
  }

  @Test
  @DisplayName("An exporter that nobody knows is told once, and the others work")
  void unknownExporter() {
    try (LogCapture log = new LogCapture();
        OtlpReceiver receiver = new OtlpReceiver()) {
      try (Parley parley =
          SpanRecorder.builder(Map.of("OTEL_TRACES_EXPORTER", "no-such,otlp"))
              .endpoint(receiver.url())
              .build()) {
        parley.tracer().spanBuilder("a").startSpan().end();
        parley.tracer().spanBuilder("b").startSpan().end();
      }
      assertThat(receiver.await("traces").names()).containsExactly("a", "b");
      assertThat(log.warnings()).singleElement().asString().contains("no-such", "otlp, console");
    }
  }

  @Test
  @DisplayName("OTEL_TRACES_EXPORTER=none holds, whatever destination the code names")
  void none() {
    try (OtlpReceiver receiver = new OtlpReceiver()) {
      try (Parley parley =
          SpanRecorder.builder(Map.of("OTEL_TRACES_EXPORTER", "none"))
              .exportTo(Destination.otlp(receiver.url()))
              .build()) {
        parley.tracer().spanBuilder("a").startSpan().end();
      }
      assertThat(receiver.exports()).isEmpty();
    }
  }

  @Test
  @DisplayName("TK-02: exporters side by side each get every span, at once where asked")
  void immediate() {
    InMemorySpanExporter first = InMemorySpanExporter.create();
    InMemorySpanExporter second = InMemorySpanExporter.create();
    try (Parley parley =
        SpanRecorder.builder(Map.of("OTEL_TRACES_EXPORTER", "none"))
            .addSpanExporter(first)
            .addSpanExporter(second)
            .scheduleDelay(Duration.ofHours(1))
            .immediateExport()
            .build()) {
      parley.tracer().spanBuilder("a").startSpan().end();

      assertThat(first.getFinishedSpanItems()).hasSize(1);
      assertThat(second.getFinishedSpanItems()).hasSize(1);
    }
  }

  @Test
  @DisplayName("TK-02: in batches nothing is exported until the batch is due, then all of it")
  void batches() {
    InMemorySpanExporter exporter = InMemorySpanExporter.create();
    try (Parley parley =
        SpanRecorder.builder(Map.of("OTEL_BSP_SCHEDULE_DELAY", "3600000"))
            .spanExporter(exporter)
            .build()) {
      parley.tracer().spanBuilder("a").startSpan().end();
      parley.tracer().spanBuilder("b").startSpan().end();

      assertThat(exporter.getFinishedSpanItems()).isEmpty();
      assertThat(parley.flush(MINUTE)).isTrue();
      assertThat(exporter.getFinishedSpanItems()).hasSize(2);
    }
  }

  @Test
  @DisplayName("Batches are as large as OTEL_BSP_* say")
  void batchSizes() {
    List<Integer> sizes = new CopyOnWriteArrayList<>();
    SpanExporter exporter =
        new SpanExporter() {
          @Override
          public CompletableResultCode export(Collection<SpanData> spans) {
            sizes.add(spans.size());
            return CompletableResultCode.ofSuccess();
          }

          @Override
          public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
          }

          @Override
          public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
          }
        };
    try (Parley parley =
        SpanRecorder.builder(
                Map.of(
                    "OTEL_BSP_SCHEDULE_DELAY", "1h",
                    "OTEL_BSP_MAX_QUEUE_SIZE", "100",
                    "OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "3"))
            .spanExporter(exporter)
            .build()) {
      for (int i = 0; i < 7; i++) {
        parley.tracer().spanBuilder("s").startSpan().end();
      }
    }
    assertThat(sizes).allMatch(size -> size <= 3);
    assertThat(sizes.stream().mapToInt(Integer::intValue).sum()).isEqualTo(7);
  }

  @ParameterizedTest
  @DisplayName("The sampler by OTEL_TRACES_SAMPLER; one that nobody knows records everything")
  @CsvSource({
    "always_on,, 1",
    "always_off,, 0",
    "traceidratio, 0, 0",
    "traceidratio, 1.0, 1",
    "traceidratio, 7, 1",
    "parentbased_always_off,, 0",
    "parentbased_traceidratio, 0.0, 0",
    "no-such,, 1",
  })
  void sampler(String name, String argument, int spans) {
    Map<String, String> environment = new HashMap<>(Map.of("OTEL_TRACES_SAMPLER", name));
    if (argument != null) {
      environment.put("OTEL_TRACES_SAMPLER_ARG", argument);
    }
    try (SpanRecorder recorder = new SpanRecorder(environment, builder -> builder)) {
      recorder.span("a");
      assertThat(recorder.spans()).hasSize(spans);
    }
  }

  @ParameterizedTest
  @DisplayName("TK-02: 200 prompts survive; a lower limit by environment wins with a warning")
  @CsvSource({
    ", 600",
    "OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT=700, 700",
    "OTEL_ATTRIBUTE_COUNT_LIMIT=90, 90",
    "OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT=80 OTEL_ATTRIBUTE_COUNT_LIMIT=90, 80",
    "OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT=many, 512",
    "OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT=-1, 512",
  })
  void attributes(String setting, int kept) {
    Map<String, String> environment = new HashMap<>();
    if (setting != null) {
      for (String pair : setting.split(" ", -1)) {
        int equals = pair.indexOf('=');
        environment.put(pair.substring(0, equals), pair.substring(equals + 1));
      }
    }
    try (LogCapture log = new LogCapture();
        SpanRecorder recorder = new SpanRecorder(environment, builder -> builder)) {
      Span span = recorder.start("s");
      for (int prompt = 0; prompt < (kept == 600 ? 200 : 400); prompt++) {
        span.setAttribute("gen_ai.prompt." + prompt + ".role", "user");
        span.setAttribute("gen_ai.prompt." + prompt + ".content", "text");
      }
      span.end();

      assertThat(recorder.attributes("s")).hasSize(kept == 600 ? 400 : kept);
      assertThat(log.warnings()).hasSize(kept < 512 || (setting != null && kept == 512) ? 1 : 0);
    }
  }

  @Test
  @DisplayName("Events, links and long values are limited by the environment too")
  void otherLimits() {
    try (SpanRecorder recorder =
        new SpanRecorder(
            Map.of(
                "OTEL_SPAN_EVENT_COUNT_LIMIT", "2",
                "OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT", "3"),
            builder -> builder)) {
      Span span = recorder.start("s");
      span.addEvent("1").addEvent("2").addEvent("3").setAttribute("k", "12345");
      span.end();

      assertThat(recorder.only().getEvents()).hasSize(2);
      assertThat(recorder.attributes("s")).containsEntry("k", "123");
    }
  }

  @ParameterizedTest
  @DisplayName("What crosses processes, by OTEL_PROPAGATORS")
  @CsvSource({
    "'', 'traceparent tracestate baggage'",
    "tracecontext, 'traceparent tracestate'",
    "baggage, baggage",
    "none, ''",
    "'tracecontext,no-such', 'traceparent tracestate'",
  })
  void propagators(String names, String fields) {
    try (Parley parley = SpanRecorder.builder(Map.of("OTEL_PROPAGATORS", names)).build()) {
      assertThat(parley.openTelemetry().getPropagators().getTextMapPropagator().fields())
          .containsExactlyInAnyOrder(fields.isEmpty() ? new String[0] : fields.split(" ", -1));
    }
  }

  @ParameterizedTest
  @DisplayName(
      "No setting makes the set-up fail: what cannot be meant is told, and the rest goes on")
  @ValueSource(
      strings = {
        "OTEL_EXPORTER_OTLP_TIMEOUT=soon",
        "OTEL_EXPORTER_OTLP_PROTOCOL=smoke",
        "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL=http/json",
        "OTEL_EXPORTER_OTLP_COMPRESSION=zip",
        "OTEL_EXPORTER_OTLP_HEADERS=no-value",
        "OTEL_EXPORTER_OTLP_HEADERS=name=a%0Ab",
        "OTEL_EXPORTER_OTLP_HEADERS=über=1",
        "OTEL_BSP_MAX_QUEUE_SIZE=0",
        "OTEL_BSP_MAX_QUEUE_SIZE=2147483647",
        "OTEL_BSP_SCHEDULE_DELAY=-1",
        "OTEL_BSP_SCHEDULE_DELAY=999999999d",
        "OTEL_METRIC_EXPORT_INTERVAL=106751991167300d",
        "OTEL_METRIC_EXPORT_INTERVAL=never",
        "OTEL_SPAN_EVENT_COUNT_LIMIT=none",
        "OTEL_TRACES_SAMPLER_ARG=half",
        "OTEL_RESOURCE_ATTRIBUTES=schlüssel=1",
        "OTEL_SDK_DISABLED=perhaps",
        "PARLEY_COST_TRACKING=maybe",
        "PARLEY_MESSAGE_FORMAT=poem",
      })
  void badSettings(String setting) {
    int equals = setting.indexOf('=');
    Map<String, String> environment = new HashMap<>();
    environment.put("OTEL_TRACES_SAMPLER", "traceidratio");
    environment.put("OTEL_METRICS_EXPORTER", "otlp");
    environment.put(setting.substring(0, equals), setting.substring(equals + 1));
    try (LogCapture log = new LogCapture();
        OtlpReceiver receiver = new OtlpReceiver()) {
      try (Parley parley = SpanRecorder.builder(environment).endpoint(receiver.url()).build()) {
        parley.tracer().spanBuilder("a").startSpan().end();
      }
      assertThat(receiver.await("traces").names()).containsExactly("a");
      assertThat(log.warnings()).isNotEmpty();
    }
  }

  @Test
  @DisplayName("A list of services that names a class that is gone harms nobody else's exporter")
  void staleServices(@TempDir Path directory) throws IOException {
    Path list =
        directory.resolve("META-INF/services/" + ConfigurableSpanExporterProvider.class.getName());
    Files.createDirectories(list.getParent());
    Files.writeString(list, "com.example.Gone\n");
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader stale = new URLClassLoader(new URL[] {directory.toUri().toURL()}, before);
        LogCapture log = new LogCapture();
        OtlpReceiver receiver = new OtlpReceiver()) {
      thread.setContextClassLoader(stale);
      try (Parley parley =
          SpanRecorder.builder(Map.of("OTEL_TRACES_EXPORTER", "unheard-of,otlp"))
              .endpoint(receiver.url())
              .build()) {
        parley.tracer().spanBuilder("a").startSpan().end();
      }
      assertThat(receiver.await("traces").names()).containsExactly("a");
      assertThat(log.warnings()).singleElement().asString().contains("unheard-of");
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Test
  @DisplayName("A certificate that cannot be read stops the export, not the application")
  void badCertificate() {
    try (LogCapture log = new LogCapture();
        Parley parley =
            SpanRecorder.builder(
                    Map.of(
                        "OTEL_EXPORTER_OTLP_ENDPOINT", "https://localhost:1",
                        "OTEL_EXPORTER_OTLP_CERTIFICATE", "/no/such/file.pem"))
                .build()) {
      assertThat(Step.llm("s").on(parley).call(() -> 42)).isEqualTo(42);
      assertThat(log.warnings()).singleElement().asString().contains("/no/such/file.pem");
    }
  }

  @Test
  @DisplayName("Arguments that cannot be meant are refused at once; null names are left out")
  void badArguments() {
    ParleyBuilder builder = SpanRecorder.builder(Map.of());
    assertThatThrownBy(() -> builder.scheduleDelay(Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.header("Authorization", null))
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining("Authorization");
    assertThatCode(
            () ->
                builder
                    .serviceName(null)
                    .environment(null)
                    .endpoint(null)
                    .resourceAttribute("k", null)
                    .resourceAttribute("ungültig", "v")
                    .spanExporter(InMemorySpanExporter.create())
                    .build()
                    .close())
        .doesNotThrowAnyException();
  }
}
