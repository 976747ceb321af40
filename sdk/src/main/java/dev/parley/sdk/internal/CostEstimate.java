package dev.parley.sdk.internal;

import dev.parley.pricing.Cost;
import dev.parley.pricing.PriceBook;
import dev.parley.pricing.Usage;
import dev.parley.sdk.instrumentation.GenAiAttributes;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The cost of calls by a price book. Immutable. */
public final class CostEstimate {
  private static final String ESTIMATED = "estimated";

  private final PriceBook prices;

  public CostEstimate(PriceBook prices) {
    this.prices = prices;
  }

  public PriceBook prices() {
    return prices;
  }

  /** Whether anything has a price. */
  boolean isPossible() {
    return !prices.isEmpty();
  }

  /**
   * What a call costs. The price of the model that answered counts, else that of the one asked for.
   *
   * @param tier the service tier that it was billed by; null for the usual one
   * @param start when the call started, which is when its price counts
   * @return null when the book has no price for either model, or the usage is unknown
   */
  public @Nullable Cost of(
      @Nullable String provider,
      @Nullable String requested,
      @Nullable String answered,
      Usage usage,
      @Nullable String tier,
      Instant start) {
    if (!usage.isKnown() || prices.isEmpty()) {
      return null;
    }
    PriceBook.Entry entry = prices.find(provider, answered, start);
    if (entry == null) {
      entry = prices.find(provider, requested, start);
    }
    return entry == null ? null : entry.price().cost(usage, tier);
  }

  /** The attributes of a cost that was computed; never rounded. */
  public Attributes attributes(Cost cost) {
    AttributesBuilder attributes = Attributes.builder();
    write(cost, attributes);
    return attributes.build();
  }

  /** Adds the attributes of a cost that was computed. */
  void write(Cost cost, AttributesBuilder attributes) {
    put(attributes, GenAiAttributes.COST_TOTAL, cost.total());
    put(attributes, GenAiAttributes.COST_INPUT, cost.input());
    put(attributes, GenAiAttributes.COST_OUTPUT, cost.output());
    attributes.put(GenAiAttributes.COST_SOURCE, ESTIMATED);
    attributes.put(GenAiAttributes.COST_BOOK, prices.version());
  }

  /** Writes the attributes of a cost that was computed onto a span. */
  public void write(Cost cost, Span span) {
    set(span, GenAiAttributes.COST_TOTAL, cost.total());
    set(span, GenAiAttributes.COST_INPUT, cost.input());
    set(span, GenAiAttributes.COST_OUTPUT, cost.output());
    span.setAttribute(GenAiAttributes.COST_SOURCE, ESTIMATED);
    span.setAttribute(GenAiAttributes.COST_BOOK, prices.version());
  }

  private static void set(Span span, AttributeKey<Double> key, @Nullable BigDecimal amount) {
    if (amount != null) {
      span.setAttribute(key, amount.doubleValue());
    }
  }

  private static void put(
      AttributesBuilder attributes, AttributeKey<Double> key, @Nullable BigDecimal amount) {
    if (amount != null) {
      attributes.put(key, amount.doubleValue());
    }
  }
}
