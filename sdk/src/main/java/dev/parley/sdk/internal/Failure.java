package dev.parley.sdk.internal;

import dev.parley.sdk.instrumentation.GenAiAttributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Writes an error onto the span of what failed. */
public final class Failure {
  private static final Guard GUARD = new Guard("Describing an error");

  private Failure() {}

  /**
   * Status, {@code error.type} and one exception event. An error may fail to describe itself; that
   * it happened is written nevertheless.
   */
  public static void write(Throwable error, Span span) {
    String type = error.getClass().getName();
    GUARD.run(
        () -> {
          span.setAttribute(GenAiAttributes.ERROR_TYPE, type);
          span.setStatus(StatusCode.ERROR, type);
        });
    GUARD.run(
        () -> {
          String message = error.getMessage();
          if (message != null) {
            span.setStatus(StatusCode.ERROR, message);
          }
          span.recordException(error);
        });
  }

  /** An error that is no exception: status and {@code error.type}, which a null message leaves. */
  public static void write(String type, @Nullable String message, Span span) {
    GUARD.run(
        () -> {
          span.setAttribute(GenAiAttributes.ERROR_TYPE, type);
          span.setStatus(StatusCode.ERROR, message == null ? type : message);
        });
  }

  /** What failed: not the exceptions that futures wrap around it. Null for null. */
  public static @Nullable Throwable cause(@Nullable Throwable error) {
    Throwable inner = error;
    while ((inner instanceof CompletionException || inner instanceof ExecutionException)
        && inner.getCause() != null) {
      inner = inner.getCause();
    }
    return inner;
  }
}
