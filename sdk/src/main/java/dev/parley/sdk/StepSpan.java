package dev.parley.sdk;

import dev.parley.pricing.PriceBook;
import dev.parley.sdk.instrumentation.GenAiAttributes;
import dev.parley.sdk.internal.ContextRecord;
import dev.parley.sdk.internal.Failure;
import dev.parley.sdk.internal.Guard;
import dev.parley.sdk.internal.InnerCalls;
import dev.parley.sdk.internal.response.LlmResponse;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.math.BigDecimal;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The span of one execution of a step. Every method keeps its faults to itself. The first end
 * counts.
 *
 * <p>A step hands an {@link InnerCalls} to its body, where calls inside report themselves. With it
 * a model step ({@link StepKind#LLM}) learns whether it is the wrapper of a call ({@link
 * StepCall}), and every step what the calls inside cost: {@code parley.cost.inner_usd}.
 */
final class StepSpan {
  private static final Guard GUARD = new Guard("Recording a step");
  private static final AttributeKey<Double> LATENCY = AttributeKey.doubleKey("latency_ms");
  private static final double NANOS_PER_MILLI = 1e6;

  /**
   * How the runs of a step are recorded.
   *
   * @param prices what calls are priced with; null for Parley's own book
   * @param metered whether a model step counts in the metrics, where no call inside does
   */
  record Recording(@Nullable PriceBook prices, boolean metered) {
    static final Recording PLAIN = new Recording(null, false);
    static final Recording METERED = new Recording(null, true);
  }

  private final Parley parley;
  private final Span span;
  private final Context context;
  private final @Nullable InnerCalls outer;
  private final InnerCalls inner;
  private final @Nullable StepCall call;
  private final boolean metered;
  private final long startNanos = System.nanoTime();
  private final AtomicBoolean ended = new AtomicBoolean();

  private StepSpan(
      Parley parley,
      Span span,
      Context context,
      @Nullable InnerCalls outer,
      InnerCalls inner,
      boolean isCall,
      boolean metered) {
    this.parley = parley;
    this.span = span;
    this.context = context;
    this.outer = outer;
    this.inner = inner;
    this.call = isCall ? new StepCall(parley, span, inner) : null;
    this.metered = metered;
  }

  static StepSpan start(Parley parley, String name, StepKind kind, Attributes attributes) {
    return start(parley, name, kind, attributes, Recording.PLAIN, Context.current());
  }

  /**
   * Starts the span.
   *
   * @throws BudgetExceededException where an enforced budget of a model step is spent
   */
  static StepSpan start(
      Parley parley,
      String name,
      StepKind kind,
      Attributes attributes,
      Recording recording,
      Context current) {
    StepSpan started = guarded(parley, name, kind, attributes, recording, current);
    if (kind == StepKind.LLM) {
      parley.spans().checkBudget(started.span, started.context);
      if (started.outer != null) {
        started.outer.started();
      }
    }
    return started;
  }

  private static StepSpan guarded(
      Parley parley,
      String name,
      StepKind kind,
      Attributes attributes,
      Recording recording,
      Context current) {
    try {
      return begin(parley, name, kind, attributes, recording, current);
    } catch (Throwable fault) {
      GUARD.report(fault);
      return new StepSpan(parley, Span.getInvalid(), current, null, new InnerCalls(), false, false);
    }
  }

  private static StepSpan begin(
      Parley parley,
      String name,
      StepKind kind,
      Attributes attributes,
      Recording recording,
      Context current) {
    ContextRecord around = ContextRecord.in(current);
    ContextRecord unit = around.asUnitOfWork();
    boolean isCall = kind == StepKind.LLM;
    // A call inside a tool or an agent is another call than the one around it.
    boolean passing = kind == StepKind.CHAIN || kind == StepKind.PROMPT;
    InnerCalls outer = around.innerCalls();
    InnerCalls inner = new InnerCalls(outer, passing, recording.prices());
    ContextRecord outside = unit.withInnerCalls(null);
    Context parent = outside.is(around) ? current : current.with(outside);
    SpanBuilder builder =
        parley.spans().spanBuilder(name).setAttribute(GenAiAttributes.SPAN_KIND, kind.value());
    if (!attributes.isEmpty()) {
      builder.setAllAttributes(attributes);
    }
    Span span = parley.spans().start(builder, parent);
    Context inside = parent.with(unit.withInnerCalls(inner)).with(span);
    if (kind == StepKind.TOOL) {
      inside = inside.with(new RunningTool(span, parley));
    }
    return new StepSpan(
        parley, span, inside, isCall ? outer : null, inner, isCall, recording.metered());
  }

  Span span() {
    return span;
  }

  /** The context that holds the span. */
  Context context() {
    return context;
  }

  // The caller closes it.
  @SuppressWarnings("MustBeClosedChecker")
  Scope makeCurrent() {
    return context.makeCurrent();
  }

  boolean isRecording() {
    return span.isRecording();
  }

  /** Writes content, where the span is recorded. */
  void content(Consumer<StepContent> writing) {
    if (span.isRecording()) {
      GUARD.run(() -> writing.accept(new StepContent(span, parley.redactor())));
    }
  }

  <T> void set(AttributeKey<T> key, T value) {
    GUARD.run(() -> span.setAttribute(key, value));
  }

  /**
   * What a model answered. On a step of another kind it is told, but it is no call.
   *
   * @param read gives null where there is no answer
   */
  @Nullable LlmResponse answer(Supplier<@Nullable LlmResponse> read) {
    AnswerReading reading = new AnswerReading();
    GUARD.run(
        () -> {
          LlmResponse answer = read.get();
          if (answer != null) {
            reading.answer = answer;
            StepCall own = call;
            (own == null ? new StepCall(parley, span, inner) : own).answered(answer);
          }
        });
    return reading.answer;
  }

  private static final class AnswerReading {
    private @Nullable LlmResponse answer;
  }

  /** Ends; without an error, successfully. */
  void end(@Nullable Throwable error) {
    end(Failure.cause(error), true);
  }

  /** Ends what its reader did not want to its end: neither a success nor a failure. */
  void endIncomplete() {
    end(null, false);
  }

  boolean hasEnded() {
    return ended.get();
  }

  private void end(@Nullable Throwable error, boolean complete) {
    if (!ended.compareAndSet(false, true)) {
      return;
    }
    GUARD.run(
        () -> {
          span.setAttribute(LATENCY, (System.nanoTime() - startNanos) / NANOS_PER_MILLI);
          if (error != null) {
            Failure.write(error, span);
          } else if (complete) {
            span.setStatus(StatusCode.OK);
          } else {
            span.setAttribute(GenAiAttributes.STREAM_INCOMPLETE, true);
          }
        });
    GUARD.run(
        () -> {
          BigDecimal innerCost = inner.cost();
          if (innerCost != null) {
            span.setAttribute(GenAiAttributes.COST_INNER, innerCost.doubleValue());
          }
        });
    StepCall own = call;
    if (own == null) {
      GUARD.run(() -> end(span));
    } else {
      end(own, error);
    }
  }

  /** What is no call counts in a workflow only. */
  private void end(Span ending) {
    if (ContextRecord.in(context).workflow() == null) {
      ending.end();
    } else {
      parley.spans().end(ending);
    }
  }

  private void end(StepCall own, @Nullable Throwable error) {
    boolean counts = GUARD.get(own::settle, false);
    if (counts) {
      GUARD.run(own::price);
    }
    InnerCalls around = outer;
    if (around != null) {
      GUARD.run(
          () ->
              around.turnedOut(
                  own.operation(),
                  counts ? own.usage().isKnown() : inner.isUsageKnown(),
                  counts ? own.cost() : null));
    }
    if (counts && metered) {
      GUARD.run(() -> own.record(error, context, startNanos));
    }
    GUARD.run(() -> own.end(context, counts));
  }
}
