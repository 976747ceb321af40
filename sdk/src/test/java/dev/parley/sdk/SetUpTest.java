package dev.parley.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SetUpTest {
  /** What an application does in a process of its own. */
  static final class ShortLived {
    private ShortLived() {}

    public static void main(String[] how) {
      Parley parley = Parley.builder().serviceName("short-lived").buildAndRegisterGlobal();
      for (int i = 0; i < 700; i++) {
        GlobalOpenTelemetry.getTracer("some-library").spanBuilder("plain").startSpan().end();
      }
      Conversation.of("c1").run(() -> Step.llm("last").run(() -> {}));
      switch (how[0]) {
        case "exit" -> System.exit(3);
        case "throw" -> throw new IllegalStateException("the application's");
        case "shutdown" -> {
          parley.shutdown();
          parley.shutdown();
        }
        default -> {
          // Main returns.
        }
      }
    }
  }

  @ParameterizedTest
  @DisplayName("IN-01 IN-08: a short-lived process exports every span, however it ends")
  @CsvSource({"return, 0", "exit, 3", "throw, 1", "shutdown, 0"})
  void shortLived(String how, int exitCode) throws Exception {
    try (OtlpReceiver receiver = new OtlpReceiver()) {
      Process process = start(receiver, how, Map.of());
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

      assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
      assertThat(process.exitValue()).as(output).isEqualTo(exitCode);
      List<String> names =
          receiver.of("traces").stream().flatMap(export -> export.names().stream()).toList();
      assertThat(names).hasSize(701).contains("plain", "last");
      assertThat(receiver.of("traces").get(0).resource())
          .containsEntry("service.name", "short-lived");
    }
  }

  private static Process start(OtlpReceiver receiver, String how, Map<String, String> environment)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // As the tests themselves: too short to be worth compiling twice.
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(ShortLived.class.getName());
    command.add(how);
    ProcessBuilder process = new ProcessBuilder(command).redirectErrorStream(true);
    process
        .environment()
        .keySet()
        .removeIf(name -> name.startsWith("OTEL_") || name.startsWith("PARLEY_"));
    process.environment().put("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.url());
    process.environment().put("OTEL_BSP_SCHEDULE_DELAY", "3600000");
    process.environment().putAll(environment);
    return process.start();
  }

  @Test
  @DisplayName("IN-01: one call gives a handle with all providers, and closing it twice is fine")
  void handle() {
    Parley parley = SpanRecorder.builder(Map.of("OTEL_TRACES_EXPORTER", "none")).build();
    assertThat(parley.openTelemetry()).isInstanceOf(OpenTelemetrySdk.class);
    OpenTelemetrySdk sdk = (OpenTelemetrySdk) parley.openTelemetry();
    assertThat(sdk.getSdkTracerProvider()).isNotNull();
    assertThat(sdk.getSdkMeterProvider()).isNotNull();
    assertThat(sdk.getSdkLoggerProvider()).isNotNull();

    parley.shutdown();
    assertThatCode(parley::shutdown).doesNotThrowAnyException();
    assertThatCode(parley::close).doesNotThrowAnyException();
  }

  @Test
  @DisplayName("IN-02: an OpenTelemetry that exists is reused and stays open, globals stay")
  void existingProviders() {
    // Which only asks, and does not set.
    boolean wasSet = GlobalOpenTelemetry.isSet();
    Parley globalBefore = wasSet ? Parley.global() : null;
    InMemorySpanExporter exporter = InMemorySpanExporter.create();
    OpenTelemetrySdk mine =
        OpenTelemetrySdk.builder()
            .setTracerProvider(
                SdkTracerProvider.builder()
                    .addSpanProcessor(ParleySpanProcessor.create())
                    .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                    .build())
            .build();
    try (Parley over = Parley.over(mine);
        Parley own = SpanRecorder.builder(Map.of("OTEL_TRACES_EXPORTER", "none")).build()) {
      assertThat(over.openTelemetry()).isSameAs(mine);
      assertThat(own.openTelemetry()).isNotSameAs(mine);
    }

    assertThat(GlobalOpenTelemetry.isSet()).isEqualTo(wasSet);
    if (globalBefore != null) {
      assertThat(Parley.global()).isSameAs(globalBefore);
    }
    mine.getTracer("t").spanBuilder("after").startSpan().end();
    assertThat(exporter.getFinishedSpanItems())
        .extracting(span -> span.getName())
        .contains("after");
    mine.close();
  }

  @ParameterizedTest
  @DisplayName("IN-03: set-up decides on content only where the environment has not")
  @CsvSource({
    // environment, code, clients, steps
    ",       true,  true,  true",
    "false,  true,  false, false",
    "true,   false, false, false",
    "true,   ,      true,  true",
    ",       ,      false, true",
    ",       false, false, false",
  })
  void capture(String environment, Boolean code, boolean clients, boolean steps) {
    Map<String, String> variables =
        environment == null
            ? Map.of()
            : Map.of("OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT", environment);
    ParleyBuilder builder = SpanRecorder.builder(variables).exportTo(Destination.console());
    if (code != null) {
      builder.captureContent(code);
    }
    try (Parley parley = builder.build()) {
      assertThat(parley.capturesContent()).isEqualTo(clients);
      assertThat(parley.stepsCaptureContent()).isEqualTo(steps);
    }
  }

  @Test
  @DisplayName("Two set-ups in a process are two: a span of one is exported by that one, once")
  void twice() {
    try (SpanRecorder first = new SpanRecorder();
        SpanRecorder second = new SpanRecorder()) {
      Step.llm("s").on(first.parley()).run(() -> {});
      assertThat(first.spans()).hasSize(1);
      assertThat(second.spans()).isEmpty();
    }
  }

  @ParameterizedTest
  @DisplayName("PARLEY_ENABLED and OTEL_SDK_DISABLED switch all of it off")
  @ValueSource(strings = {"OTEL_SDK_DISABLED=true", "PARLEY_ENABLED=false"})
  void off(String setting) {
    int equals = setting.indexOf('=');
    InMemorySpanExporter exporter = InMemorySpanExporter.create();
    try (Parley parley =
        SpanRecorder.builder(Map.of(setting.substring(0, equals), setting.substring(equals + 1)))
            .spanExporter(exporter)
            .build()) {
      assertThat(Step.llm("s").on(parley).call(() -> 42)).isEqualTo(42);
      parley.flush(Duration.ofMinutes(1));
      assertThat(exporter.getFinishedSpanItems()).isEmpty();
      assertThat(parley.exportHealth()).isEmpty();
    }
  }

  private static final class ThrowingSampler implements Sampler {
    @Override
    public SamplingResult shouldSample(
        Context parent,
        String traceId,
        String name,
        SpanKind kind,
        Attributes attributes,
        List<LinkData> links) {
      throw new StackOverflowError();
    }

    @Override
    public String getDescription() {
      throw new IllegalStateException("no description");
    }
  }

  @Test
  @DisplayName(
      "NFR-01: a sampler of the application's own that throws is told once; spans are kept")
  void throwingSampler() {
    try (LogCapture log = new LogCapture();
        SpanRecorder recorder =
            new SpanRecorder(builder -> builder.sampler(new ThrowingSampler()))) {
      for (int i = 0; i < 3; i++) {
        assertThatCode(() -> recorder.span("s")).doesNotThrowAnyException();
      }
      assertThat(recorder.spans()).hasSize(3);
      assertThat(log.warnings()).hasSize(1);
    }
  }

  private static final class Throwing implements SpanProcessor {
    @Override
    public void onStart(Context parent, ReadWriteSpan span) {
      throw new IllegalStateException("onStart");
    }

    @Override
    public boolean isStartRequired() {
      return true;
    }

    @Override
    public void onEnd(ReadableSpan span) {
      throw new StackOverflowError();
    }

    @Override
    public boolean isEndRequired() {
      return true;
    }

    @Override
    public CompletableResultCode shutdown() {
      throw new IllegalStateException("shutdown");
    }
  }

  @Test
  @DisplayName("NFR-01: a processor of the application's own that throws is told once, no more")
  void throwingProcessor() {
    try (LogCapture log = new LogCapture()) {
      try (SpanRecorder recorder =
          new SpanRecorder(builder -> builder.addSpanProcessor(new Throwing()))) {
        for (int i = 0; i < 3; i++) {
          assertThatCode(() -> recorder.span("s")).doesNotThrowAnyException();
        }
        assertThat(recorder.spans()).hasSize(3);
      }
      assertThat(log.warnings()).hasSize(1);
    }
  }
}
