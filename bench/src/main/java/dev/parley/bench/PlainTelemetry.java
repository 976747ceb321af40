package dev.parley.bench;

import dev.parley.sdk.Parley;
import dev.parley.sdk.ParleySpanProcessor;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;

/** OpenTelemetry with one processor and no exporter, so that only the span itself is measured. */
final class PlainTelemetry {
  private static final String SCOPE = "dev.parley.bench";

  /** Asks to be called, as an exporting processor does, and does nothing. */
  private static final SpanProcessor NOTHING =
      new SpanProcessor() {
        @Override
        public void onStart(Context parent, ReadWriteSpan span) {}

        @Override
        public boolean isStartRequired() {
          return true;
        }

        @Override
        public void onEnd(ReadableSpan span) {}

        @Override
        public boolean isEndRequired() {
          return true;
        }
      };

  private PlainTelemetry() {}

  static Tracer tracer() {
    return tracer(NOTHING);
  }

  static Tracer tracer(SpanProcessor processor) {
    return sdk(processor).getTracer(SCOPE);
  }

  /** A Parley that is fully set up, whose spans end here. */
  static Parley parley(boolean content) {
    return Parley.builder()
        .captureContent(content)
        .over(sdk(ParleySpanProcessor.create(SamplePrices.BOOK)));
  }

  static OpenTelemetrySdk sdk(SpanProcessor processor) {
    return OpenTelemetrySdk.builder()
        .setTracerProvider(SdkTracerProvider.builder().addSpanProcessor(processor).build())
        .build();
  }
}
