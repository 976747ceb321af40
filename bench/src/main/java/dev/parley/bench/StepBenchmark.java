package dev.parley.bench;

import dev.parley.sdk.Parley;
import dev.parley.sdk.ParleySpanProcessor;
import dev.parley.sdk.Step;
import io.opentelemetry.api.common.AttributeKey;
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
  private static final AttributeKey<String> KIND = AttributeKey.stringKey("gen_ai.l9.span.kind");
  private static final AttributeKey<Double> LATENCY = AttributeKey.doubleKey("latency_ms");
  private static final double NANOS_PER_MILLI = 1e6;

  private final Tracer plain = PlainTelemetry.tracer();
  private final Parley parley =
      Parley.over(PlainTelemetry.sdk(ParleySpanProcessor.create(SamplePrices.BOOK)));
  private long answer = 42;

  /** As one writes it with OpenTelemetry alone, with the attributes and the status of a step. */
  @Benchmark
  public long plainSpan() {
    long start = System.nanoTime();
    Span span = plain.spanBuilder("answer").setAttribute(KIND, "chain").startSpan();
    try (io.opentelemetry.context.Scope scope = span.makeCurrent()) {
      long result = call();
      span.setAttribute(LATENCY, (System.nanoTime() - start) / NANOS_PER_MILLI);
      span.setStatus(StatusCode.OK);
      return result;
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
    return around(Step.chain("answer"));
  }

  /** A step around a model call, which is settled when it ends: priced, and counted. */
  @Benchmark
  public long modelStep() {
    return around(Step.llm("answer"));
  }

  private long around(Step step) {
    return step.on(parley).captureInput(false).captureOutput(false).call(this::call);
  }

  private long call() {
    return answer;
  }
}
