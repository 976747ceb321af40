package dev.parley.sdk;

import dev.parley.sdk.instrumentation.GenAiAttributes;
import dev.parley.sdk.instrumentation.SpanLifecycle;
import dev.parley.sdk.internal.ContextRecord;
import dev.parley.sdk.internal.Guard;
import dev.parley.sdk.internal.InnerCalls;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.ReadableSpan;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The span of one execution of a step. Every method keeps its faults to itself.
 *
 * <p>A model step ({@link StepKind#LLM}) hands an {@link InnerCalls} to its body. Where a call
 * inside reports itself there, the step is its wrapper and marked so, that the call counts once,
 * unless only the step knows the usage.
 */
final class StepSpan {
  private static final Guard GUARD = new Guard("Recording a step");
  private static final AttributeKey<Double> LATENCY = AttributeKey.doubleKey("latency_ms");
  private static final double NANOS_PER_MILLI = 1e6;
  private static final int MAX_CONTENT = 10_000;

  private final SpanLifecycle spans;
  private final Span span;
  private final Context context;
  private final @Nullable InnerCalls outer;
  private final @Nullable InnerCalls inner;
  private final long startNanos = System.nanoTime();
  private final AtomicBoolean ended = new AtomicBoolean();

  private StepSpan(
      SpanLifecycle spans,
      Span span,
      Context context,
      @Nullable InnerCalls outer,
      @Nullable InnerCalls inner) {
    this.spans = spans;
    this.span = span;
    this.context = context;
    this.outer = outer;
    this.inner = inner;
  }

  static StepSpan start(Parley parley, String name, StepKind kind, Attributes attributes) {
    Context current = Context.current();
    StepSpan invalid = new StepSpan(parley.spans(), Span.getInvalid(), current, null, null);
    StepSpan started = GUARD.get(() -> start(parley, name, kind, attributes, current), invalid);
    if (kind == StepKind.LLM) {
      parley.spans().checkBudget(started.span, started.context);
      if (started.outer != null) {
        started.outer.started();
      }
    }
    return started;
  }

  private static StepSpan start(
      Parley parley, String name, StepKind kind, Attributes attributes, Context current) {
    ContextRecord around = ContextRecord.in(current);
    ContextRecord unit = around.asUnitOfWork();
    InnerCalls outer = kind == StepKind.LLM ? around.innerCalls() : null;
    Context parent = current.with(unit.withInnerCalls(null));
    SpanBuilder builder =
        parley
            .tracer()
            .spanBuilder(name)
            .setAttribute(GenAiAttributes.SPAN_KIND, kind.value())
            .setAllAttributes(attributes);
    Span span = parley.spans().start(builder, parent);
    InnerCalls inner = kind == StepKind.LLM ? new InnerCalls() : null;
    InnerCalls reached = inner != null ? inner : passedOn(kind, around);
    Context inside = parent.with(unit.withInnerCalls(reached)).with(span);
    if (kind == StepKind.TOOL) {
      inside = inside.with(new RunningTool(span, parley));
    }
    return new StepSpan(parley.spans(), span, inside, outer, inner);
  }

  /** A call inside a tool or an agent is another call than the one around it. */
  private static @Nullable InnerCalls passedOn(StepKind kind, ContextRecord around) {
    return kind == StepKind.TOOL || kind == StepKind.AGENT ? null : around.innerCalls();
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

  void content(String event, String key, Supplier<String> value) {
    GUARD.run(
        () -> {
          String text = value.get();
          AttributesBuilder content = Attributes.builder();
          boolean cut = text.length() > MAX_CONTENT;
          content.put(key, cut ? text.substring(0, cutAt(text)) : text);
          if (cut) {
            content.put(key + ".length", text.length());
            content.put(key + ".truncated", true);
          }
          span.addEvent(event, content.build());
        });
  }

  /** Never between the two halves of a character. */
  private static int cutAt(String text) {
    return Character.isHighSurrogate(text.charAt(MAX_CONTENT - 1)) ? MAX_CONTENT - 1 : MAX_CONTENT;
  }

  boolean isRecording() {
    return span.isRecording();
  }

  void end(@Nullable Throwable error) {
    if (!ended.compareAndSet(false, true)) {
      return;
    }
    GUARD.run(
        () -> {
          span.setAttribute(LATENCY, (System.nanoTime() - startNanos) / NANOS_PER_MILLI);
          if (error == null) {
            span.setStatus(StatusCode.OK);
          } else {
            fail(cause(error));
          }
          countOnce();
        });
    GUARD.run(() -> spans.end(span));
  }

  private void fail(Throwable error) {
    String type = error.getClass().getName();
    span.setAttribute(GenAiAttributes.ERROR_TYPE, type);
    span.setStatus(StatusCode.ERROR, error.getMessage() == null ? type : error.getMessage());
    span.recordException(error);
  }

  private void countOnce() {
    InnerCalls calls = inner;
    if (calls == null) {
      return;
    }
    boolean ownUsage = hasUsage();
    if (calls.any() && (calls.isUsageKnown() || !ownUsage)) {
      span.setAttribute(GenAiAttributes.USAGE_ROLE, GenAiAttributes.USAGE_ROLE_WRAPPER);
    }
    if (outer != null) {
      outer.ended(ownUsage || calls.isUsageKnown(), null);
    }
  }

  private boolean hasUsage() {
    return span instanceof ReadableSpan readable
        && (readable.getAttribute(GenAiAttributes.USAGE_INPUT_TOKENS) != null
            || readable.getAttribute(GenAiAttributes.USAGE_OUTPUT_TOKENS) != null);
  }

  private static Throwable cause(Throwable error) {
    boolean wrapped = error instanceof CompletionException || error instanceof ExecutionException;
    return wrapped && error.getCause() != null ? error.getCause() : error;
  }
}
