package dev.parley.instrumentation.internal;

import dev.parley.sdk.instrumentation.GenAiAttributes;
import io.opentelemetry.api.trace.Span;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes what an answer says about itself, as the conventions name it. */
public final class ResponseIdentity {

  private final Span span;

  public ResponseIdentity(Span span) {
    this.span = span;
  }

  public ResponseIdentity id(@Nullable String value) {
    if (value != null) {
      span.setAttribute(GenAiAttributes.RESPONSE_ID, value);
    }
    return this;
  }

  /** Why each of the answers ended, in the provider's words; not written without any. */
  public ResponseIdentity finishReasons(List<String> values) {
    if (!values.isEmpty()) {
      span.setAttribute(GenAiAttributes.RESPONSE_FINISH_REASONS, values);
    }
    return this;
  }

  /** What has a key of its own. */
  public ResponseIdentity text(String key, @Nullable String value) {
    if (value != null) {
      span.setAttribute(key, value);
    }
    return this;
  }
}
