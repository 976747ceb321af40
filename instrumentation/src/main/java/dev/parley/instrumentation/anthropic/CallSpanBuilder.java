package dev.parley.instrumentation.anthropic;

import dev.parley.instrumentation.internal.ObservedCall;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Gives the library the span that has begun already; what it would begin with is known. */
record CallSpanBuilder(ObservedCall call) implements SpanBuilder {

  @Override
  public Span startSpan() {
    return new CallSpan(call);
  }

  @Override
  public SpanBuilder setParent(Context context) {
    return this;
  }

  @Override
  public SpanBuilder setNoParent() {
    return this;
  }

  @Override
  public SpanBuilder addLink(SpanContext spanContext) {
    return this;
  }

  @Override
  public SpanBuilder addLink(SpanContext spanContext, Attributes attributes) {
    return this;
  }

  @Override
  public SpanBuilder setAttribute(String key, @Nullable String value) {
    return this;
  }

  @Override
  public SpanBuilder setAttribute(String key, long value) {
    return this;
  }

  @Override
  public SpanBuilder setAttribute(String key, double value) {
    return this;
  }

  @Override
  public SpanBuilder setAttribute(String key, boolean value) {
    return this;
  }

  @Override
  public <T> SpanBuilder setAttribute(AttributeKey<T> key, @Nullable T value) {
    return this;
  }

  @Override
  public SpanBuilder setAllAttributes(Attributes attributes) {
    return this;
  }

  @Override
  public SpanBuilder setSpanKind(SpanKind spanKind) {
    return this;
  }

  @Override
  public SpanBuilder setStartTimestamp(long startTimestamp, TimeUnit unit) {
    return this;
  }
}
