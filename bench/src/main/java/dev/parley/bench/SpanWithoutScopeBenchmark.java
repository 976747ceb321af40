package dev.parley.bench;

import dev.parley.sdk.ParleySpanProcessor;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Starting and ending a span where no scope is open: the price of having Parley installed. */
@State(Scope.Thread)
public class SpanWithoutScopeBenchmark {
  private final Tracer plain = PlainTelemetry.tracer();
  private final Tracer enriched =
      PlainTelemetry.tracer(ParleySpanProcessor.create(SamplePrices.BOOK));

  /** A processor that does nothing. */
  @Benchmark
  public Span plain() {
    Span span = plain.spanBuilder("GET /orders").startSpan();
    span.end();
    return span;
  }

  /** Parley's processor, prices and all. */
  @Benchmark
  public Span withParley() {
    Span span = enriched.spanBuilder("GET /orders").startSpan();
    span.end();
    return span;
  }
}
