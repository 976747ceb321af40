package dev.parley.sdk.instrumentation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.pricing.Usage;
import dev.parley.sdk.Parley;
import dev.parley.sdk.ParleyBuilder;
import dev.parley.sdk.Step;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CallRecorderTest {
  private static final AttributeKey<String> TOKEN_TYPE =
      AttributeKey.stringKey("gen_ai.token.type");

  private final List<String> told = new ArrayList<>();

  private final CallRecorder telling =
      new CallRecorder() {
        @Override
        public void duration(double seconds, Attributes call) {
          assertThat(seconds).isPositive();
          told.add("duration " + call.get(GenAiAttributes.ERROR_TYPE));
        }

        @Override
        public void firstChunk(double seconds, Attributes call) {
          assertThat(seconds).isPositive();
          told.add("first chunk");
        }

        @Override
        public void tokens(long count, Attributes call) {
          told.add(call.get(TOKEN_TYPE) + ' ' + count);
        }
      };

  private static final CallRecorder FAILING =
      new CallRecorder() {
        @Override
        public void duration(double seconds, Attributes call) {
          throw new LinkageError("duration");
        }

        @Override
        public void firstChunk(double seconds, Attributes call) {
          throw new IllegalStateException("first chunk");
        }

        @Override
        public void tokens(long count, Attributes call) {
          throw new IllegalArgumentException("tokens");
        }
      };

  @Test
  @DisplayName(
      "Recorders are told once what OpenTelemetry's meters are, and stop nobody by failing")
  void told() {
    InMemoryMetricReader reader = InMemoryMetricReader.create();
    OpenTelemetrySdk sdk =
        OpenTelemetrySdk.builder()
            .setMeterProvider(SdkMeterProvider.builder().registerMetricReader(reader).build())
            .build();
    Parley parley = Parley.builder().addCallRecorder(FAILING).addCallRecorder(telling).over(sdk);
    LlmCall call = LlmCall.of(parley, "chat", "openai").start();
    call.firstChunk();
    call.usage(Usage.of(11, 5));
    call.end();
    call.end();
    LlmCall failed = LlmCall.of(parley, "chat", "openai").start();
    failed.usage(Usage.of(1, 1));
    failed.fail("overloaded", null);
    // A call inside counts in place of the step around it.
    Step.llm("answer").on(parley).run(() -> LlmCall.of(parley, "chat", "openai").start().end());
    assertThat(told)
        .containsExactly(
            "first chunk",
            "duration null",
            "input 11",
            "output 5",
            "duration overloaded",
            "duration null");
    assertThat(reader.collectAllMetrics())
        .extracting(MetricData::getName)
        .containsExactlyInAnyOrder(
            CallRecorder.DURATION, CallRecorder.FIRST_CHUNK, CallRecorder.TOKENS);
    sdk.close();
  }

  @Test
  @DisplayName("A Parley that is switched off tells recorders nothing")
  void disabled() {
    ParleyBuilder builder =
        Parley.builder(Map.of("parley.enabled", "false")::get).addCallRecorder(telling);
    try (Parley parley = builder.build()) {
      LlmCall.of(parley, "chat", "openai").start().end();
    }
    assertThat(told).isEmpty();
  }
}
