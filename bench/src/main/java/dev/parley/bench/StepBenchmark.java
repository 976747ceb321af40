package dev.parley.bench;

import dev.parley.sdk.Parley;
import dev.parley.sdk.ParleySpanProcessor;
import dev.parley.sdk.Step;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A step around a call, beside a plain span made current around the same call. */
@State(Scope.Thread)
// A scope works by being open.
@SuppressWarnings("try")
public class StepBenchmark {
  private final Tracer plain = PlainTelemetry.tracer();
  private final Parley parley =
      Parley.over(PlainTelemetry.sdk(ParleySpanProcessor.create(SamplePrices.BOOK)));
  private long answer = 42;

  /** As one writes it with OpenTelemetry alone. */
  @Benchmark
  public long plainSpan() {
    Span span = plain.spanBuilder("answer").startSpan();
    try (io.opentelemetry.context.Scope scope = span.makeCurrent()) {
      return call();
    } catch (RuntimeException e) {
      span.setStatus(StatusCode.ERROR);
      span.recordException(e);
      throw e;
    } finally {
      span.end();
    }
  }

  /** The same with a step; content is not captured. */
  @Benchmark
  public long step() {
    return Step.llm("answer").on(parley).captureInput(false).captureOutput(false).call(this::call);
  }

  private long call() {
    return answer;
  }
}
