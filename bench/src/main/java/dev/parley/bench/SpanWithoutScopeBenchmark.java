package dev.parley.bench;

import dev.parley.sdk.ParleySpanProcessor;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Starting and ending the span of a web request where no scope is open: the price of having Parley
 * installed.
 */
@State(Scope.Thread)
public class SpanWithoutScopeBenchmark {
  private static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
  private static final AttributeKey<String> ROUTE = AttributeKey.stringKey("http.route");
  private static final AttributeKey<Long> STATUS =
      AttributeKey.longKey("http.response.status_code");

  private final Tracer plain = PlainTelemetry.tracer();
  private final Tracer enriched =
      PlainTelemetry.tracer(ParleySpanProcessor.create(SamplePrices.BOOK));

  /** A processor that does nothing. */
  @Benchmark
  public Span plain() {
    return request(plain);
  }

  /** Parley's processor, prices and all. */
  @Benchmark
  public Span withParley() {
    return request(enriched);
  }

  private static Span request(Tracer tracer) {
    Span span =
        tracer
            .spanBuilder("GET /orders/{id}")
            .setAttribute(METHOD, "GET")
            .setAttribute(ROUTE, "/orders/{id}")
            .startSpan();
    span.setAttribute(STATUS, 200L);
    span.end();
    return span;
  }
}
