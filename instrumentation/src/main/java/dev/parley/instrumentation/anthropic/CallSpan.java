package dev.parley.instrumentation.anthropic;

import dev.parley.instrumentation.internal.ObservedCall;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The span of an observed call as the library sees it, which takes it for its own. What the library
 * alone knows is taken over: how often it has sent the request, and the provider's id of it. The
 * rest is told by the call itself, and it is the call that ends the span.
 */
record CallSpan(ObservedCall call) implements Span {

  private static final String RESEND_COUNT = "http.request.resend_count";
  private static final String REQUEST_ID = "anthropic.request.id";

  @Override
  public <T> Span setAttribute(AttributeKey<T> key, @Nullable T value) {
    if (value instanceof Number count && key.getKey().equals(RESEND_COUNT)) {
      call.resent(count.longValue());
    } else if (value instanceof String id && key.getKey().equals(REQUEST_ID)) {
      call.call().span().setAttribute(REQUEST_ID, id);
    }
    return this;
  }

  @Override
  public SpanContext getSpanContext() {
    return call.call().span().getSpanContext();
  }

  /** What else runs meanwhile sees the call's own span. */
  @Override
  public Context storeInContext(Context context) {
    return call.call().span().storeInContext(context);
  }

  @Override
  public boolean isRecording() {
    return call.call().span().isRecording();
  }

  @Override
  public Span addEvent(String name, Attributes attributes) {
    return this;
  }

  @Override
  public Span addEvent(String name, Attributes attributes, long timestamp, TimeUnit unit) {
    return this;
  }

  @Override
  public Span setStatus(StatusCode statusCode, String description) {
    return this;
  }

  @Override
  public Span recordException(Throwable exception, Attributes additionalAttributes) {
    return this;
  }

  @Override
  public Span updateName(String name) {
    return this;
  }

  @Override
  public void end() {}

  @Override
  public void end(long timestamp, TimeUnit unit) {}
}
