package dev.parley.server.prices;

import dev.parley.pricing.TokenBucket;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One price of a list, in US dollars per million tokens. Immutable.
 *
 * @param provider canonical
 * @param model as the provider calls it
 * @param validFrom a date, or null for always
 * @param rates at least those of input and output
 * @param tiers by the input above which they apply; each states every rate that {@code rates} does
 * @param serviceTiers multipliers by name
 * @param source where the list has it from
 */
record ListedPrice(
    String provider,
    String model,
    @Nullable String validFrom,
    Map<TokenBucket, BigDecimal> rates,
    NavigableMap<Long, Map<TokenBucket, BigDecimal>> tiers,
    Map<String, BigDecimal> serviceTiers,
    String source) {
  private static final BigDecimal HOUR_TO_FIVE_MINUTES = new BigDecimal("1.6");

  ListedPrice {
    rates = Collections.unmodifiableMap(new EnumMap<>(rates));
    tiers = Collections.unmodifiableNavigableMap(completed(rates, tiers));
    serviceTiers = Collections.unmodifiableMap(new TreeMap<>(serviceTiers));
  }

  /** The same price for another name of the model. */
  ListedPrice called(String name) {
    return new ListedPrice(provider, name, validFrom, rates, tiers, serviceTiers, source);
  }

  /**
   * The same price, with that of cache writes for an hour where the list has only that for five
   * minutes: Anthropic charges 2 and 1.25 times the price of input, wherever Claude runs.
   */
  ListedPrice withHourlyWrites() {
    if (!model.toLowerCase(Locale.ROOT).contains("claude")
        || rates.containsKey(TokenBucket.CACHE_WRITE_1H)
        || !rates.containsKey(TokenBucket.CACHE_WRITE)) {
      return this;
    }
    NavigableMap<Long, Map<TokenBucket, BigDecimal>> all = new TreeMap<>();
    tiers.forEach((above, tier) -> all.put(above, hourly(tier)));
    return new ListedPrice(provider, model, validFrom, hourly(rates), all, serviceTiers, source);
  }

  private static Map<TokenBucket, BigDecimal> hourly(Map<TokenBucket, BigDecimal> rates) {
    Map<TokenBucket, BigDecimal> all = new EnumMap<>(rates);
    BigDecimal write = rates.get(TokenBucket.CACHE_WRITE);
    if (write != null) {
      all.putIfAbsent(TokenBucket.CACHE_WRITE_1H, write.multiply(HOUR_TO_FIVE_MINUTES));
    }
    return all;
  }

  /** Whether the other one costs the same. */
  boolean costsAs(ListedPrice other) {
    return rates.equals(other.rates)
        && tiers.equals(other.tiers)
        && serviceTiers.equals(other.serviceTiers);
  }

  /** What a tier doesn't state goes on as below it; a tier that changes nothing is none. */
  private static NavigableMap<Long, Map<TokenBucket, BigDecimal>> completed(
      Map<TokenBucket, BigDecimal> rates, NavigableMap<Long, Map<TokenBucket, BigDecimal>> tiers) {
    NavigableMap<Long, Map<TokenBucket, BigDecimal>> completed = new TreeMap<>();
    Map<TokenBucket, BigDecimal> below = rates;
    for (Map.Entry<Long, Map<TokenBucket, BigDecimal>> tier : tiers.entrySet()) {
      Map<TokenBucket, BigDecimal> all = new EnumMap<>(below);
      all.putAll(tier.getValue());
      if (!all.equals(below)) {
        completed.put(tier.getKey(), Collections.unmodifiableMap(all));
        below = all;
      }
    }
    return completed;
  }
}
