package dev.parley.examples.doors;

import dev.parley.examples.ExampleTelemetry;
import dev.parley.sdk.Conversation;
import dev.parley.sdk.Parley;
import dev.parley.sdk.Step;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;

/**
 * The fourth door: an OpenTelemetry that somebody else has finished. It takes no processor any
 * more, so that steps and instrumented clients carry context and cost, and other spans do not; a
 * warning says so once.
 */
public final class FinishedProvider {

  private FinishedProvider() {}

  /** Makes a step, which has the conversation, and a plain span, which has not. */
  public static void main(String[] arguments) {
    work(new PrintingExporter());
  }

  static void work(SpanExporter exporter) {
    try (OpenTelemetrySdk finished =
            OpenTelemetrySdk.builder()
                .setTracerProvider(
                    SdkTracerProvider.builder()
                        .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                        .build())
                .build();
        Parley parley = Parley.builder().prices(ExampleTelemetry.PRICES).over(finished)) {
      Conversation.of("session_123")
          .run(
              () -> {
                Step.llm("answer").on(parley).run(() -> {});
                finished.getTracer("some-library").spanBuilder("query").startSpan().end();
              });
    }
  }
}
