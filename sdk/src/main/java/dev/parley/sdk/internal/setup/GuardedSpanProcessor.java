package dev.parley.sdk.internal.setup;

import dev.parley.sdk.internal.Guard;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.internal.ExtendedSpanProcessor;

/** An application's own processor, whose exceptions do not reach the work that its spans are of. */
public class GuardedSpanProcessor implements SpanProcessor {
  final Guard guard;
  private final SpanProcessor processor;

  private GuardedSpanProcessor(SpanProcessor processor) {
    this.processor = processor;
    this.guard = new Guard("The span processor " + processor.getClass().getName());
  }

  public static SpanProcessor around(SpanProcessor processor) {
    try {
      return Ending.guarded(processor);
    } catch (LinkageError noSuchInterface) {
      return new GuardedSpanProcessor(processor);
    }
  }

  @Override
  public void onStart(Context parent, ReadWriteSpan span) {
    guard.run(() -> processor.onStart(parent, span));
  }

  @Override
  public boolean isStartRequired() {
    return guard.get(processor::isStartRequired, false);
  }

  @Override
  public void onEnd(ReadableSpan span) {
    guard.run(() -> processor.onEnd(span));
  }

  @Override
  public boolean isEndRequired() {
    return guard.get(processor::isEndRequired, false);
  }

  @Override
  public CompletableResultCode shutdown() {
    return guard.get(processor::shutdown, CompletableResultCode.ofFailure());
  }

  @Override
  public CompletableResultCode forceFlush() {
    return guard.get(processor::forceFlush, CompletableResultCode.ofFailure());
  }

  /** The interface is internal to OpenTelemetry's SDK: it may be absent, then so is its call. */
  private static final class Ending extends GuardedSpanProcessor implements ExtendedSpanProcessor {
    private final ExtendedSpanProcessor processor;

    private Ending(ExtendedSpanProcessor processor) {
      super(processor);
      this.processor = processor;
    }

    static SpanProcessor guarded(SpanProcessor processor) {
      return processor instanceof ExtendedSpanProcessor extended
          ? new Ending(extended)
          : new GuardedSpanProcessor(processor);
    }

    @Override
    public void onEnding(ReadWriteSpan span) {
      guard.run(() -> processor.onEnding(span));
    }

    @Override
    public boolean isOnEndingRequired() {
      return guard.get(processor::isOnEndingRequired, false);
    }
  }
}
