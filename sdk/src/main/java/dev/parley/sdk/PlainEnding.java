package dev.parley.sdk;

import dev.parley.sdk.internal.Failure;
import io.opentelemetry.api.trace.Span;
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
      Throwable cause = Failure.cause(error);
      if (cause != null) {
        Failure.write(cause, span);
      }
    } finally {
      span.end();
    }
  }
}
