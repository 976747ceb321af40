package dev.parley.sdk;

import dev.parley.sdk.instrumentation.GenAiAttributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import org.jspecify.annotations.Nullable;

/** Ends a span that was made elsewhere, once. */
final class PlainEnding implements GenAiSpan.Ending {
  private final Span span;
  private boolean ended;

  PlainEnding(Span span) {
    this.span = span;
  }

  @Override
  public void end(@Nullable Throwable error) {
    if (ended) {
      return;
    }
    ended = true;
    try {
      if (error != null) {
        String type = error.getClass().getName();
        span.setAttribute(GenAiAttributes.ERROR_TYPE, type);
        span.setStatus(StatusCode.ERROR, error.getMessage() == null ? type : error.getMessage());
        span.recordException(error);
      }
    } finally {
      span.end();
    }
  }
}
