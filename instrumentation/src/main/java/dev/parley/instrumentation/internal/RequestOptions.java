package dev.parley.instrumentation.internal;

import dev.parley.sdk.instrumentation.GenAiAttributes;
import io.opentelemetry.api.trace.Span;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes the options of a request as the conventions name them. What was not set is null and never
 * written; a value that was set to 0 or "" is.
 */
public final class RequestOptions {

  private final Span span;

  public RequestOptions(Span span) {
    this.span = span;
  }

  public RequestOptions temperature(@Nullable Double value) {
    if (value != null) {
      span.setAttribute(GenAiAttributes.REQUEST_TEMPERATURE, value);
    }
    return this;
  }

  public RequestOptions topP(@Nullable Double value) {
    if (value != null) {
      span.setAttribute(GenAiAttributes.REQUEST_TOP_P, value);
    }
    return this;
  }

  public RequestOptions topK(@Nullable Long value) {
    if (value != null) {
      span.setAttribute(GenAiAttributes.REQUEST_TOP_K, value);
    }
    return this;
  }

  public RequestOptions maxTokens(@Nullable Long value) {
    if (value != null) {
      span.setAttribute(GenAiAttributes.REQUEST_MAX_TOKENS, value);
    }
    return this;
  }

  public RequestOptions frequencyPenalty(@Nullable Double value) {
    if (value != null) {
      span.setAttribute(GenAiAttributes.REQUEST_FREQUENCY_PENALTY, value);
    }
    return this;
  }

  public RequestOptions presencePenalty(@Nullable Double value) {
    if (value != null) {
      span.setAttribute(GenAiAttributes.REQUEST_PRESENCE_PENALTY, value);
    }
    return this;
  }

  public RequestOptions seed(@Nullable Long value) {
    if (value != null) {
      span.setAttribute(GenAiAttributes.REQUEST_SEED, value);
    }
    return this;
  }

  /** How many answers; the usual one is not written. */
  public RequestOptions choiceCount(@Nullable Long value) {
    if (value != null && value != 1) {
      span.setAttribute(GenAiAttributes.REQUEST_CHOICE_COUNT, value);
    }
    return this;
  }

  public RequestOptions stopSequences(List<String> values) {
    if (!values.isEmpty()) {
      span.setAttribute(GenAiAttributes.REQUEST_STOP_SEQUENCES, values);
    }
    return this;
  }

  /** Whom the application says that it asks for. */
  public RequestOptions user(@Nullable String value) {
    return text(GenAiAttributes.REQUEST_USER.getKey(), value);
  }

  /** How hard a model is to think: the provider's word, or a number of tokens. */
  public RequestOptions reasoningLevel(@Nullable String value) {
    return text("gen_ai.request.reasoning.level", value);
  }

  /** {@code text}, {@code json}, {@code image}, {@code speech}. */
  public RequestOptions outputType(@Nullable String value) {
    return text(GenAiAttributes.OUTPUT_TYPE.getKey(), value);
  }

  /** An option that has a key of its own. */
  public RequestOptions text(String key, @Nullable String value) {
    if (value != null) {
      span.setAttribute(key, value);
    }
    return this;
  }
}
