package dev.parley.examples.doors;

import dev.parley.sdk.ParleyLogProcessor;
import dev.parley.sdk.ParleySpanProcessor;
import io.opentelemetry.api.common.Value;
import io.opentelemetry.api.logs.Logger;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Map;

/**
 * Some instrumentations emit what was said as log events beside their spans. The bridge puts it
 * onto the spans, where conversations are read. {@code Parley.builder()} has it built in; this is
 * for providers of your own.
 */
public final class LogEvents {

  private LogEvents() {}

  /** Plays such an instrumentation, and prints its span. */
  public static void main(String[] arguments) {
    work(new PrintingExporter());
  }

  static void work(SpanExporter exporter) {
    ParleyLogProcessor bridge =
        ParleyLogProcessor.builder().maxContentLength(10_000).captureContent(true).build();
    try (OpenTelemetrySdk openTelemetry =
        OpenTelemetrySdk.builder()
            .setTracerProvider(
                SdkTracerProvider.builder()
                    .addSpanProcessor(ParleySpanProcessor.create())
                    .addSpanProcessor(bridge.spanProcessor())
                    .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                    .build())
            .setLoggerProvider(SdkLoggerProvider.builder().addLogRecordProcessor(bridge).build())
            .build()) {
      instrumentation(openTelemetry);
    }
  }

  /** What an instrumentation of the older conventions does. */
  private static void instrumentation(OpenTelemetrySdk openTelemetry) {
    Span span = openTelemetry.getTracer("some-library").spanBuilder("chat gpt-4o").startSpan();
    Context context = Context.current().with(span);
    Logger logger = openTelemetry.getLogsBridge().get("some-library");
    logger
        .logRecordBuilder()
        .setContext(context)
        .setEventName("gen_ai.user.message")
        .setBody(Value.of(Map.of("content", Value.of("Hello!"))))
        .emit();
    logger
        .logRecordBuilder()
        .setContext(context)
        .setEventName("gen_ai.choice")
        .setBody(
            Value.of(
                Map.of(
                    "index",
                    Value.of(0),
                    "finish_reason",
                    Value.of("stop"),
                    "message",
                    Value.of(Map.of("content", Value.of("Hi!"))))))
        .emit();
    span.end();
  }
}
