package dev.parley.examples.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A model call recorded by hand with plain OpenTelemetry, without anything of Parley in the
 * application.
 */
class ManualRecipeTest {
  private static final String MESSAGES =
      """
      [{"role": "system", "content": "You are an on-call engineer."},
       {"role": "user", "content": "What pods are failing?"}]\
      """;
  private static final String ANSWER = "api-gateway is in CrashLoopBackOff.";

  @Test
  @DisplayName("MH-11: a span made by hand shows its prompt, response and tokens in API and UI")
  void recipe(@TempDir Path folder) throws Exception {
    try (RunningServer server = RunningServer.start(folder, ThreeConversations.PRICES)) {
      SpanContext sent = send(server.http());
      JsonNode span = server.get("traces/" + sent.getTraceId() + "/spans/" + sent.getSpanId());
      assertThat(span.path("name").asText()).isEqualTo("gen_ai.chat");
      assertThat(span.path("kind").asText()).isEqualTo("model_call");
      assertThat(span.path("spanKind").asText()).isEqualTo("llm");
      assertThat(span.path("otelKind").asText()).isEqualTo("client");
      assertThat(span.path("provider").asText()).isEqualTo("openai");
      assertThat(span.path("model").asText()).isEqualTo("gpt-4o");
      assertThat(said(span.at("/input/0"))).isEqualTo("system: You are an on-call engineer.");
      assertThat(said(span.at("/input/1"))).isEqualTo("user: What pods are failing?");
      assertThat(said(span.at("/output/0"))).isEqualTo("assistant: " + ANSWER);
      assertThat(span.at("/tokens/input").asLong()).isEqualTo(1200);
      assertThat(span.at("/tokens/output").asLong()).isEqualTo(300);
      assertThat(span.at("/cost/amount").asText()).isEqualTo("0.006");
      JsonNode overview =
          server.get(
              "overview",
              Instant.now().minus(Duration.ofHours(1)),
              Instant.now().plus(Duration.ofHours(1)),
              null);
      assertThat(overview.at("/spans/calls").asInt()).isEqualTo(1);
      assertThat(overview.at("/tokens/total").asLong()).isEqualTo(1500);

      Browser.run(
          server.http(),
          "manual-recipe.test.mjs",
          Map.of("PARLEY_TRACE", sent.getTraceId(), "PARLEY_SPAN", sent.getSpanId()));
    }
  }

  private static String said(JsonNode message) {
    return message.path("role").asText() + ": " + message.at("/parts/0/content").asText();
  }

  @SuppressWarnings("try") // The scope works by being open.
  private static SpanContext send(String http) {
    try (SdkTracerProvider provider =
        SdkTracerProvider.builder()
            .setResource(
                Resource.create(Attributes.of(AttributeKey.stringKey("service.name"), "my-app")))
            .addSpanProcessor(
                BatchSpanProcessor.builder(
                        OtlpHttpSpanExporter.builder().setEndpoint(http + "/v1/traces").build())
                    .build())
            .build()) {
      Tracer tracer = provider.get("my-app");
      Span span = tracer.spanBuilder("gen_ai.chat").setSpanKind(SpanKind.CLIENT).startSpan();
      try (Scope scope = span.makeCurrent()) {
        span.setAttribute("gen_ai.system", "openai");
        span.setAttribute("gen_ai.request.model", "gpt-4o");

        // Record the prompt
        span.addEvent(
            "gen_ai.content.prompt",
            Attributes.of(AttributeKey.stringKey("gen_ai.prompt"), MESSAGES));

        // Here the application asks the model.

        // Record the completion
        span.addEvent(
            "gen_ai.content.completion",
            Attributes.of(AttributeKey.stringKey("gen_ai.completion"), ANSWER));

        // Record token usage
        span.setAttribute("gen_ai.usage.input_tokens", 1200L);
        span.setAttribute("gen_ai.usage.output_tokens", 300L);
      } finally {
        span.end();
      }
      assertThat(provider.forceFlush().join(20, TimeUnit.SECONDS).isSuccess()).isTrue();
      return span.getSpanContext();
    }
  }
}
