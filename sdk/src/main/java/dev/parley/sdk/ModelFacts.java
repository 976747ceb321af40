package dev.parley.sdk;

import dev.parley.pricing.Cost;
import dev.parley.pricing.PriceBook;
import dev.parley.pricing.Usage;
import dev.parley.sdk.instrumentation.GenAiAttributes;
import dev.parley.sdk.instrumentation.LlmCall;
import dev.parley.sdk.internal.UsageAttributes;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.sdk.trace.ReadableSpan;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a price depends on: provider, models, usage and time of a span. What was not said here is
 * read from the span, where spans can be read.
 */
final class ModelFacts {
  private final Span span;
  private final @Nullable LlmCall call;
  private @Nullable String provider;
  private @Nullable String requested;
  private @Nullable String answered;
  private @Nullable Usage usage;

  ModelFacts(Span span) {
    this.span = span;
    this.call = null;
  }

  /** Of a call, whose metrics want to know as well. */
  ModelFacts(LlmCall call, @Nullable String model, @Nullable String provider) {
    this.span = call.span();
    this.call = call;
    this.requested = model;
    this.provider = provider;
  }

  void provider(@Nullable String name) {
    provider = name == null ? provider : name;
  }

  void model(@Nullable String model) {
    requested = model == null ? requested : model;
  }

  void responseModel(@Nullable String model) {
    answered = model == null ? answered : model;
    if (call != null) {
      call.responseModel(model);
    }
  }

  void usage(Usage tokens) {
    usage = tokens;
    if (call != null) {
      call.usage(tokens);
    } else {
      UsageAttributes.write(tokens, span);
    }
  }

  boolean isUsageKnown() {
    return usage != null && usage.isKnown();
  }

  @Nullable String provider() {
    String known = provider != null ? provider : read(GenAiAttributes.PROVIDER_NAME);
    return known != null ? known : read(GenAiAttributes.SYSTEM);
  }

  /** Null when the usage is unknown or there is no price. */
  @Nullable Cost cost(PriceBook prices) {
    Usage tokens = usage != null ? usage : readUsage();
    Instant start = start();
    PriceBook.Entry entry =
        prices.find(
            provider(), answered != null ? answered : read(GenAiAttributes.RESPONSE_MODEL), start);
    if (entry == null) {
      entry =
          prices.find(
              provider(),
              requested != null ? requested : read(GenAiAttributes.REQUEST_MODEL),
              start);
    }
    String tier = read(AttributeKey.stringKey("openai.response.service_tier"));
    return entry == null ? null : entry.price().cost(tokens, tier);
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
