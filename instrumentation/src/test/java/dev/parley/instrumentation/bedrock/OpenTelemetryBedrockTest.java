package dev.parley.instrumentation.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.sdk.Workflow;
import io.opentelemetry.instrumentation.awssdk.v2_2.AwsSdkTelemetry;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;

/** OpenTelemetry's own instrumentation of the SDK, as it is, with Parley's beside it. */
class OpenTelemetryBedrockTest extends BedrockLoopback {

  private ExecutionInterceptor theirs() {
    return AwsSdkTelemetry.create(parley.openTelemetry()).createExecutionInterceptor();
  }

  private BedrockRuntimeClient with(ExecutionInterceptor... interceptors) {
    return closed(
        builder()
            .overrideConfiguration(o -> List.of(interceptors).forEach(o::addExecutionInterceptor))
            .build());
  }

  private void once(BedrockRuntimeClient client) {
    exporter.reset();
    server.answer(200, HELLO);
    String workflow = "w" + client.hashCode();
    Workflow.of(workflow).run(() -> client.converse(ClientsTest.hello()));

    List<SpanData> spans = exporter.getFinishedSpanItems();
    assertThat(spans).hasSize(2);
    Map<String, Object> ours = attributes(named(spans, true));
    Map<String, Object> others = attributes(named(spans, false));
    assertThat(ours)
        .containsEntry("gen_ai.usage.input_tokens", 12L)
        .containsEntry("gen_ai.usage.cost_usd", 0.000156)
        .doesNotContainKey("parley.usage.role");
    assertThat(others)
        .containsEntry("gen_ai.request.model", CLAUDE)
        .containsEntry("parley.usage.role", "wrapper")
        .doesNotContainKey("gen_ai.usage.cost_usd");
    assertThat(ours).containsEntry("workflow.llm_calls", 1L);
  }

  private static SpanData named(List<SpanData> spans, boolean ours) {
    return spans.stream()
        .filter(span -> span.getName().equals("bedrock.converse") == ours)
        .findFirst()
        .orElseThrow();
  }

  @Test
  @DisplayName("BED-14: a call that OpenTelemetry's instrumentation tells too is counted once")
  void countedOnce() {
    once(bedrock().instrument(with(theirs())));
    once(with(theirs(), bedrock().interceptor()));
    once(with(bedrock().interceptor(), theirs()));
  }
}
