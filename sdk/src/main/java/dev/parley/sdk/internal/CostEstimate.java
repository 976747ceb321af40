package dev.parley.sdk.internal;

import dev.parley.pricing.Cost;
import dev.parley.pricing.PriceBook;
import dev.parley.pricing.Usage;
import dev.parley.sdk.instrumentation.GenAiAttributes;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The cost of a finished model call, from the tokens and the model on its span, whoever made it. A
 * cost that is there already stays; agents' and tools' spans, whose usage sums up their calls, and
 * wrappers of a call have none. Thread-safe.
 */
public final class CostEstimate {
  private static final Set<String> NO_CALLS =
      Set.of(
          "invoke_agent", "create_agent", "execute_tool", "invoke_workflow", "plan", "retrieval");
  private static final Set<String> NO_CALL_KINDS = Set.of("agent", "chain", "tool", "prompt");
  private static final Set<String> COSTS =
      Set.of(
          "gen_ai.usage.cost_usd",
          "gen_ai.usage.cost",
          "gen_ai.usage.total_cost",
          "gen_ai.cost.total_cost",
          "llm.cost.total");

  private final PriceBook prices;
  private final LongAdder unpriced = new LongAdder();

  public CostEstimate(PriceBook prices) {
    this.prices = prices;
  }

  /** How many calls with tokens had a model that the book does not price. */
  public long unpricedCalls() {
    return unpriced.sum();
  }

  boolean isPossible() {
    return !prices.isEmpty();
  }

  /**
   * The attributes to add.
   *
   * @param startEpochNanos when the call started, which is when its price counts
   * @return null when there is nothing to add
   */
  @Nullable Attributes of(Attributes span, long startEpochNanos) {
    String requested = span.get(GenAiAttributes.REQUEST_MODEL);
    String answered = span.get(GenAiAttributes.RESPONSE_MODEL);
    if ((requested == null && answered == null) || !isCall(span)) {
      return null;
    }
    Map<String, Object> values = new HashMap<>();
    span.forEach((key, value) -> values.put(key.getKey(), value));
    Usage usage = Usage.fromAttributes(values::get);
    if (!usage.isKnown() || COSTS.stream().anyMatch(values::containsKey)) {
      return null;
    }
    PriceBook.Entry entry = price(span, requested, answered, startEpochNanos);
    if (entry == null) {
      unpriced.increment();
      return null;
    }
    Cost cost = entry.price().cost(usage, serviceTier(values));
    return cost == null ? null : attributes(cost);
  }

  private PriceBook.@Nullable Entry price(
      Attributes span,
      @Nullable String requested,
      @Nullable String answered,
      long startEpochNanos) {
    String provider = span.get(GenAiAttributes.PROVIDER_NAME);
    if (provider == null) {
      provider = span.get(GenAiAttributes.SYSTEM);
    }
    Instant start =
        Instant.ofEpochSecond(
            TimeUnit.NANOSECONDS.toSeconds(startEpochNanos),
            startEpochNanos % TimeUnit.SECONDS.toNanos(1));
    PriceBook.Entry entry = prices.find(provider, answered, start);
    return entry != null ? entry : prices.find(provider, requested, start);
  }

  private static boolean isCall(Attributes span) {
    String operation = span.get(GenAiAttributes.OPERATION_NAME);
    String kind = span.get(GenAiAttributes.SPAN_KIND);
    return (operation == null || !NO_CALLS.contains(operation))
        && (kind == null || !NO_CALL_KINDS.contains(kind))
        && !GenAiAttributes.USAGE_ROLE_WRAPPER.equals(span.get(GenAiAttributes.USAGE_ROLE));
  }

  private static @Nullable String serviceTier(Map<String, Object> values) {
    Object tier = values.get("openai.response.service_tier");
    if (tier == null) {
      tier = values.get("gen_ai.openai.response.service_tier");
    }
    return tier instanceof String text ? text : null;
  }

  private Attributes attributes(Cost cost) {
    AttributesBuilder attributes = Attributes.builder();
    put(attributes, GenAiAttributes.COST_TOTAL, cost.total());
    put(attributes, GenAiAttributes.COST_INPUT, cost.input());
    put(attributes, GenAiAttributes.COST_OUTPUT, cost.output());
    attributes.put(GenAiAttributes.COST_SOURCE, "estimated");
    attributes.put(GenAiAttributes.COST_BOOK, prices.version());
    return attributes.build();
  }

  private static void put(
      AttributesBuilder attributes, AttributeKey<Double> key, @Nullable BigDecimal amount) {
    if (amount != null) {
      attributes.put(key, amount.doubleValue());
    }
  }
}
