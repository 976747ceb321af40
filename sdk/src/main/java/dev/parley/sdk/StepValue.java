package dev.parley.sdk;

import dev.parley.sdk.internal.stream.Progress;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A step whose result is one value that comes later, or none. */
final class StepValue implements Progress {
  private final StepSpan span;
  private final Consumer<@Nullable Object> output;
  private volatile @Nullable Object value;

  StepValue(StepSpan span, Consumer<@Nullable Object> output) {
    this.span = span;
    this.output = output;
  }

  @Override
  public Scope makeCurrent() {
    return span.makeCurrent();
  }

  @Override
  public Context context() {
    return span.context();
  }

  @Override
  public void next(@Nullable Object piece) {
    value = piece;
  }

  @Override
  public void complete() {
    output.accept(value);
    span.end(null);
  }

  @Override
  public void fail(Throwable error) {
    span.end(error);
  }

  @Override
  public void stop() {
    span.endIncomplete();
  }
}
