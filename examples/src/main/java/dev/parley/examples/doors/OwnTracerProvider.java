package dev.parley.examples.doors;

import dev.parley.examples.ExampleTelemetry;
import dev.parley.pricing.PriceBook;
import dev.parley.sdk.Conversation;
import dev.parley.sdk.Parley;
import dev.parley.sdk.ParleySpanProcessor;
import dev.parley.sdk.Step;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;

/** The second door: Parley's processor on a tracer provider that you build. */
public final class OwnTracerProvider {

  private OwnTracerProvider() {}

  /** Makes a span by plain OpenTelemetry and a step, in one conversation. */
  public static void main(String[] arguments) {
    System.out.println(work(new PrintingExporter()));
  }

  /** Any exporter will do, OTLP's for one. */
  static SdkTracerProvider withOtlp(PriceBook prices) {
    return SdkTracerProvider.builder()
        .setResource(Resource.builder().put("service.name", "ai-service").build())
        .addSpanProcessor(ParleySpanProcessor.create(prices))
        .addSpanProcessor(BatchSpanProcessor.builder(OtlpHttpSpanExporter.getDefault()).build())
        .build();
  }

  static String work(SpanExporter exporter) {
    SpanProcessor context = ParleySpanProcessor.create(ExampleTelemetry.PRICES);
    try (OpenTelemetrySdk openTelemetry =
            OpenTelemetrySdk.builder()
                .setTracerProvider(
                    SdkTracerProvider.builder()
                        .addSpanProcessor(context)
                        .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                        .build())
                .build();
        Parley parley = Parley.over(openTelemetry, context)) {
      Tracer tracer = openTelemetry.getTracer("my-app");
      Conversation.of("session_123")
          .user("user_456")
          .run(
              () -> {
                Span call = tracer.spanBuilder("chat gpt-4o").startSpan();
                call.setAttribute("gen_ai.request.model", "gpt-4o");
                call.setAttribute("gen_ai.usage.input_tokens", 1_000);
                call.setAttribute("gen_ai.usage.output_tokens", 500);
                call.end();
                Step.tool("look_up").on(parley).run(() -> {});
              });
      return "It has cost $" + parley.conversations().cost("session_123");
    }
  }
}
