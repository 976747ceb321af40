package dev.parley.sdk;

import dev.parley.pricing.Cost;
import dev.parley.pricing.PriceBook;
import dev.parley.pricing.Usage;
import dev.parley.sdk.instrumentation.CallMetrics;
import dev.parley.sdk.instrumentation.GenAiAttributes;
import dev.parley.sdk.internal.ContextRecord;
import dev.parley.sdk.internal.CostEstimate;
import dev.parley.sdk.internal.InnerCalls;
import dev.parley.sdk.internal.UsageAttributes;
import dev.parley.sdk.internal.response.LlmResponse;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadableSpan;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The model call that a step is, or wraps. It is a call of its own where no call inside can be the
 * one whose answer the step returns, or where only the step knows the usage; then usage, cost and
 * metrics are its own. Else it is the wrapper, and all of them are those of the call inside.
 */
final class StepCall {
  private final Parley parley;
  private final Span span;
  private final InnerCalls inner;
  private final Instant start = Instant.now();
  private @Nullable LlmResponse response;
  private @Nullable Cost cost;

  StepCall(Parley parley, Span span, InnerCalls inner) {
    this.parley = parley;
    this.span = span;
    this.inner = inner;
  }

  /** The usage comes first: what is said may fill the span. */
  void answered(LlmResponse answer) {
    response = answer;
    if (!inner.tells(answer.operation())) {
      UsageAttributes.write(answer.usage(), span);
    }
    setIfAbsent(GenAiAttributes.PROVIDER_NAME, answer.provider());
    setIfAbsent(GenAiAttributes.SYSTEM, answer.provider());
    set(GenAiAttributes.RESPONSE_MODEL, answer.model());
    set(GenAiAttributes.RESPONSE_ID, answer.id());
    if (!answer.finishReasons().isEmpty()) {
      span.setAttribute(GenAiAttributes.RESPONSE_FINISH_REASONS, answer.finishReasons());
    }
    if ("openai".equals(answer.provider())) {
      set(AttributeKey.stringKey("openai.response.service_tier"), answer.serviceTier());
    }
    if (!answer.tools().isEmpty()) {
      span.setAttribute(GenAiAttributes.TOOL_CALLS_COUNT, answer.tools().size());
      set(GenAiAttributes.TOOL_NAME, answer.tools().get(0).name());
    }
  }

  /** Says which of the two it is. To be called when everything inside has ended. */
  boolean settle() {
    LlmResponse answer = response;
    Usage usage = usage();
    String operation = operation();
    boolean wrapper = inner.any();
    if (answer != null || usage.isKnown()) {
      wrapper = inner.countsFor(operation, usage.isKnown());
    }
    if (wrapper) {
      span.setAttribute(GenAiAttributes.USAGE_ROLE, GenAiAttributes.USAGE_ROLE_WRAPPER);
    } else if (answer != null) {
      setIfAbsent(GenAiAttributes.OPERATION_NAME, answer.operation());
    }
    return !wrapper;
  }

  /** Writes the cost, unless the application has. */
  void price() {
    if (get(GenAiAttributes.COST_TOTAL) != null) {
      return;
    }
    PriceBook book = inner.prices();
    CostEstimate prices = book == null ? parley.spans().accounts().cost() : new CostEstimate(book);
    LlmResponse answer = response;
    cost =
        prices.of(
            provider(),
            get(GenAiAttributes.REQUEST_MODEL),
            responseModel(),
            usage(),
            answer == null ? null : answer.serviceTier(),
            start);
    if (cost != null && span.isRecording()) {
      span.setAllAttributes(prices.attributes(cost));
    }
  }

  /** What it cost by itself, in US dollars; null when unknown. */
  @Nullable BigDecimal cost() {
    Cost estimated = cost;
    if (estimated != null) {
      return estimated.total();
    }
    Double written = get(GenAiAttributes.COST_TOTAL);
    return written == null || !Double.isFinite(written) ? null : BigDecimal.valueOf(written);
  }

  /** Ends the span. One that is dropped, or that nobody settles, does not make the call free. */
  void end(Context context, boolean counts) {
    if (counts && !parley.spans().settles(span) && usage().isKnown()) {
      parley
          .spans()
          .accounts()
          .settleUnrecorded(ContextRecord.in(context), responseModel(), usage(), cost());
    }
    parley.spans().end(span);
  }

  void record(@Nullable Throwable error, Context context, long startNanos) {
    CallMetrics metrics =
        new CallMetrics(
            parley,
            operation(),
            provider(),
            get(GenAiAttributes.REQUEST_MODEL),
            null,
            -1,
            startNanos);
    String model = responseModel();
    if (model != null) {
      metrics.responseModel(model);
    }
    metrics.record(usage(), error == null ? null : error.getClass().getName(), context);
  }

  /** {@code chat} unless the answer, the span, or all the calls inside say otherwise. */
  String operation() {
    LlmResponse answer = response;
    String said = get(GenAiAttributes.OPERATION_NAME);
    if (said != null) {
      return said;
    }
    if (answer != null) {
      return answer.operation();
    }
    return inner.any() && !inner.any("chat") && !usage().isKnown() ? "embeddings" : "chat";
  }

  /** What the answer says, else what the application has written on the span. */
  Usage usage() {
    LlmResponse answer = response;
    if (answer != null && answer.usage().isKnown()) {
      return answer.usage();
    }
    boolean written =
        get(GenAiAttributes.USAGE_INPUT_TOKENS) != null
            || get(GenAiAttributes.USAGE_OUTPUT_TOKENS) != null;
    return written && span instanceof ReadableSpan readable
        ? Usage.fromAttributes(key -> readable.getAttribute(AttributeKey.longKey(key)))
        : Usage.unknown();
  }

  private @Nullable String provider() {
    LlmResponse answer = response;
    String provider = get(GenAiAttributes.PROVIDER_NAME);
    return provider == null && answer != null ? answer.provider() : provider;
  }

  private @Nullable String responseModel() {
    LlmResponse answer = response;
    String model = get(GenAiAttributes.RESPONSE_MODEL);
    return model == null && answer != null ? answer.model() : model;
  }

  private <T> @Nullable T get(AttributeKey<T> key) {
    return span instanceof ReadableSpan readable ? readable.getAttribute(key) : null;
  }

  private void set(AttributeKey<String> key, @Nullable String value) {
    if (value != null) {
      span.setAttribute(key, value);
    }
  }

  private void setIfAbsent(AttributeKey<String> key, @Nullable String value) {
    if (get(key) == null) {
      set(key, value);
    }
  }
}
