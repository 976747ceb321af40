package dev.parley.examples.doors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.parley.examples.ExampleTelemetry;
import dev.parley.examples.GlobalTelemetry;
import dev.parley.examples.MemoryTelemetry;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DoorsTest {

  /** Keeps its spans when its provider is shut down. */
  private static final class Kept implements SpanExporter {
    final List<SpanData> spans = new CopyOnWriteArrayList<>();

    @Override
    public CompletableResultCode export(Collection<SpanData> batch) {
      spans.addAll(batch);
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

    Map<String, Object> attributes(String name) {
      return MemoryTelemetry.attributes(GlobalTelemetry.only(spans, name));
    }
  }

  private final Kept exported = new Kept();

  @Test
  @DisplayName("On a provider of one's own a plain span and a step have conversation and cost")
  void ownProvider() {
    assertThat(OwnTracerProvider.work(exported)).isEqualTo("It has cost $0.00750000");

    assertThat(exported.attributes("chat gpt-4o"))
        .contains(
            entry("gen_ai.conversation.id", "session_123"),
            entry("user.id", "user_456"),
            entry("gen_ai.usage.cost_usd", 0.0075));
    assertThat(exported.attributes("look_up")).containsEntry("user.id", "user_456");
    try (SdkTracerProvider withOtlp = OwnTracerProvider.withOtlp(ExampleTelemetry.PRICES)) {
      assertThat(withOtlp.toString()).contains("OtlpHttpSpanExporter");
    }
  }

  @Test
  @DisplayName("By autoconfigure a plain span has conversation and cost without a line of set-up")
  void zeroLines() {
    ZeroLines.work(exported);

    assertThat(exported.attributes("chat gpt-4o"))
        .contains(
            entry("gen_ai.conversation.id", "session_123"), entry("gen_ai.usage.cost_usd", 0.0075));
  }

  @Test
  @DisplayName("Over a finished provider a step has the conversation, a plain span has not")
  void finished() {
    FinishedProvider.work(exported);

    assertThat(exported.attributes("answer"))
        .containsEntry("gen_ai.conversation.id", "session_123");
    assertThat(exported.attributes("query")).isEmpty();
  }

  @Test
  @DisplayName("Messages that come as log events stand on their span")
  void logEvents() {
    LogEvents.work(exported);

    assertThat(exported.attributes("chat gpt-4o"))
        .contains(
            entry("gen_ai.prompt.0.content", "Hello!"),
            entry("gen_ai.completion.0.content", "Hi!"),
            entry("gen_ai.completion.0.finish_reason", "stop"))
        .containsKeys("gen_ai.input.messages", "gen_ai.output.messages");
  }
}
