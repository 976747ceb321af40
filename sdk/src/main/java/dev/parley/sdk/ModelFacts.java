package dev.parley.sdk;

import dev.parley.pricing.Cost;
import dev.parley.pricing.Usage;
import dev.parley.sdk.instrumentation.GenAiAttributes;
import dev.parley.sdk.instrumentation.LlmCall;
import dev.parley.sdk.internal.CostEstimate;
import dev.parley.sdk.internal.UsageAttributes;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.sdk.trace.ReadableSpan;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a price depends on: provider, models, usage and time of a span. What was not said here is
 * read from the span, where spans can be read. A call that was started here is told the same, and
 * prices itself, unless an instrumented client inside told it already.
 */
final class ModelFacts {
  private static final AttributeKey<String> SERVICE_TIER =
      AttributeKey.stringKey("openai.response.service_tier");

  private final Span span;
  private final @Nullable LlmCall call;
  private boolean pricedByHand;
  private @Nullable String provider;
  private @Nullable String requested;
  private @Nullable String answered;
  private @Nullable Usage usage;

  ModelFacts(Span span) {
    this.span = span;
    this.call = null;
  }

  /** Of a call that was started here. */
  ModelFacts(LlmCall call, @Nullable String model, @Nullable String provider) {
    this.span = call.span();
    this.call = call;
    this.requested = model;
    this.provider = provider;
  }

  void provider(@Nullable String name) {
    provider = name == null ? provider : name;
    if (call != null) {
      call.provider(name);
      priceAnew();
    }
  }

  void model(@Nullable String model) {
    requested = model == null ? requested : model;
    if (call != null) {
      call.requestModel(model);
      priceAnew();
    }
  }

  void responseModel(@Nullable String model) {
    answered = model == null ? answered : model;
    if (call != null) {
      call.responseModel(model);
      priceAnew();
    }
  }

  /** The usage may have been told before what its price depends on. */
  private void priceAnew() {
    if (usage != null && !pricedByHand) {
      usage(usage);
    }
  }

  void usage(Usage tokens) {
    usage = tokens;
    if (call == null) {
      UsageAttributes.write(tokens, span);
    } else {
      call.usage(tokens);
    }
  }

  void pricedByHand(Cost cost) {
    pricedByHand = true;
    if (call != null) {
      call.cost(cost);
    }
  }

  @Nullable String provider() {
    String known = provider != null ? provider : read(GenAiAttributes.PROVIDER_NAME);
    return known != null ? known : read(GenAiAttributes.SYSTEM);
  }

  /** Null when the usage is unknown or there is no price. */
  @Nullable Cost cost(CostEstimate prices) {
    return prices.of(
        provider(),
        requested != null ? requested : read(GenAiAttributes.REQUEST_MODEL),
        answered != null ? answered : read(GenAiAttributes.RESPONSE_MODEL),
        usage != null ? usage : readUsage(),
        read(SERVICE_TIER),
        start());
  }

  private Usage readUsage() {
    if (!(span instanceof ReadableSpan readable)) {
      return Usage.unknown();
    }
    return Usage.fromAttributes(key -> readable.getAttribute(AttributeKey.longKey(key)));
  }

  /** The price that held when the call started. */
  private Instant start() {
    if (!(span instanceof ReadableSpan readable)) {
      return Instant.now();
    }
    long nanos = readable.toSpanData().getStartEpochNanos();
    return Instant.ofEpochSecond(0, nanos);
  }

  private @Nullable String read(AttributeKey<String> key) {
    return span instanceof ReadableSpan readable ? readable.getAttribute(key) : null;
  }
}
