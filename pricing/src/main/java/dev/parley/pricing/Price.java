package dev.parley.pricing;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a model costs: US dollars per 1,000,000 tokens, exact decimals. Immutable.
 *
 * <p>Without a rate of its own a bucket is charged at another's: cached reads and audio at the
 * input's, five-minute and one-hour cache writes at that of unspecified writes and these at the
 * input's, reasoning and audio output at the output's.
 *
 * <p>A long-context tier ({@link #withTier}) replaces all rates of a request whose whole input,
 * cache included, exceeds the threshold: providers charge the entire request at the tier's rates. A
 * service tier ({@link #withServiceTier}) multiplies the cost.
 */
public final class Price {
  private static final TokenBucket[] BUCKETS = TokenBucket.values();

  private final Map<TokenBucket, BigDecimal> rates;
  private final NavigableMap<Long, Price> tiers;
  private final Map<String, BigDecimal> serviceTiers;

  /** Dollars for one token of any bucket, after fallback. */
  private final Map<TokenBucket, BigDecimal> perToken;

  private Price(
      Map<TokenBucket, BigDecimal> rates,
      NavigableMap<Long, Price> tiers,
      Map<String, BigDecimal> serviceTiers) {
    this.rates = rates;
    this.tiers = tiers;
    this.serviceTiers = serviceTiers;
    this.perToken = perToken(rates);
  }

  private static Map<TokenBucket, BigDecimal> perToken(Map<TokenBucket, BigDecimal> rates) {
    EnumMap<TokenBucket, BigDecimal> perToken = new EnumMap<>(TokenBucket.class);
    for (TokenBucket bucket : BUCKETS) {
      perToken.put(bucket, rate(rates, bucket).movePointLeft(6));
    }
    return perToken;
  }

  /**
   * A price with one rate for input and one for output.
   *
   * @param input US dollars per million input tokens, such as {@code "2.50"}
   * @param output US dollars per million output tokens
   * @throws IllegalArgumentException when one of them is not a number or is negative
   */
  public static Price perMillion(String input, String output) {
    return perMillion(decimal("input", input), decimal("output", output));
  }

  /** Doubles are read as they print: 0.1 is exactly 0.1. NaN and infinity are rejected. */
  public static Price perMillion(double input, double output) {
    return perMillion(Double.toString(input), Double.toString(output));
  }

  /** As {@link #perMillion(String, String)}. */
  public static Price perMillion(BigDecimal input, BigDecimal output) {
    EnumMap<TokenBucket, BigDecimal> rates = new EnumMap<>(TokenBucket.class);
    rates.put(TokenBucket.INPUT, nonNegative("input", input));
    rates.put(TokenBucket.OUTPUT, nonNegative("output", output));
    return new Price(rates, new TreeMap<>(), Map.of());
  }

  /** A copy with a rate of its own for one bucket, per million tokens. */
  public Price with(TokenBucket bucket, BigDecimal perMillion) {
    EnumMap<TokenBucket, BigDecimal> copy = new EnumMap<>(rates);
    copy.put(bucket, nonNegative(bucket.name(), perMillion));
    return new Price(copy, tiers, serviceTiers);
  }

  /** As {@link #with(TokenBucket, BigDecimal)}. */
  public Price with(TokenBucket bucket, String perMillion) {
    return with(bucket, decimal(bucket.name(), perMillion));
  }

  /**
   * The same with a price for input that is read from the cache, in US dollars per million tokens.
   */
  public Price withCacheRead(String perMillion) {
    return with(TokenBucket.CACHE_READ, perMillion);
  }

  /** For writes of unspecified duration, and for those of five minutes and one hour without own. */
  public Price withCacheWrite(String perMillion) {
    return with(TokenBucket.CACHE_WRITE, perMillion);
  }

  /** The same with a price for input that is kept in the cache for five minutes. */
  public Price withCacheWrite5m(String perMillion) {
    return with(TokenBucket.CACHE_WRITE_5M, perMillion);
  }

  /** The same with a price for input that is kept in the cache for an hour. */
  public Price withCacheWrite1h(String perMillion) {
    return with(TokenBucket.CACHE_WRITE_1H, perMillion);
  }

  /** The same with a price for output that is spent on reasoning. */
  public Price withReasoning(String perMillion) {
    return with(TokenBucket.REASONING, perMillion);
  }

  /** The same with a price for audio in. */
  public Price withAudioInput(String perMillion) {
    return with(TokenBucket.AUDIO_INPUT, perMillion);
  }

  /** The same with a price for audio out. */
  public Price withAudioOutput(String perMillion) {
    return with(TokenBucket.AUDIO_OUTPUT, perMillion);
  }

  /** A copy that charges requests with more than {@code inputTokens} of input at another price. */
  public Price withTier(long inputTokens, Price price) {
    if (inputTokens <= 0) {
      throw new IllegalArgumentException(
          "tier threshold: " + inputTokens + " input tokens (expected: > 0)");
    }
    TreeMap<Long, Price> copy = new TreeMap<>(tiers);
    copy.put(inputTokens, price);
    return new Price(rates, copy, serviceTiers);
  }

  /**
   * A copy that multiplies the cost of requests served by the named tier ({@code flex}, {@code
   * priority}, {@code batch}; case does not matter). Tiers without a multiplier cost as standard.
   */
  public Price withServiceTier(String name, String multiplier) {
    Map<String, BigDecimal> copy = new HashMap<>(serviceTiers);
    copy.put(
        name.toLowerCase(Locale.ROOT),
        nonNegative("service tier " + name, decimal("service tier " + name, multiplier)));
    return new Price(rates, tiers, Map.copyOf(copy));
  }

  /** The rate per million tokens that is charged for a bucket, after fallback; tiers left out. */
  public BigDecimal rate(TokenBucket bucket) {
    return rate(rates, bucket);
  }

  private static BigDecimal rate(Map<TokenBucket, BigDecimal> rates, TokenBucket bucket) {
    for (TokenBucket b = bucket; b != null; b = b.fallback()) {
      BigDecimal rate = rates.get(b);
      if (rate != null) {
        return rate;
      }
    }
    throw new IllegalStateException("no rate ends the fallback of " + bucket);
  }

  /** The exact cost at the standard service tier; null when no token count is known. */
  public @Nullable Cost cost(Usage usage) {
    return cost(usage, null);
  }

  /** The exact cost at a service tier; null when no token count is known. */
  public @Nullable Cost cost(Usage usage, @Nullable String serviceTier) {
    if (!usage.isKnown()) {
      return null;
    }
    Price applicable = tiers.isEmpty() ? this : bracket(usage.inputTotal());
    BigDecimal multiplier = multiplier(serviceTier);
    EnumMap<TokenBucket, BigDecimal> amounts = new EnumMap<>(TokenBucket.class);
    applicable.perToken.forEach(
        (bucket, rate) -> {
          Long tokens = usage.get(bucket);
          if (tokens != null) {
            BigDecimal amount = BigDecimal.valueOf(tokens).multiply(rate);
            amounts.put(bucket, multiplier == null ? amount : amount.multiply(multiplier));
          }
        });
    return Cost.of(amounts);
  }

  /**
   * The threshold of the long-context tier that input of this size is charged at; 0 for the base
   * rates. Sums must not mix calls of different brackets.
   */
  public long bracketOf(@Nullable Long inputTokens) {
    Map.Entry<Long, Price> tier = inputTokens == null ? null : tiers.lowerEntry(inputTokens);
    return tier == null ? 0 : tier.getKey();
  }

  /**
   * The price of all calls of one bracket, without long-context tiers: for sums of calls, whose own
   * size says nothing.
   *
   * @param inputTokens the whole input of one call of the bracket; null when unknown
   */
  public Price forInput(@Nullable Long inputTokens) {
    return new Price(bracket(inputTokens).rates, new TreeMap<>(), serviceTiers);
  }

  /** The input sizes above which another long-context tier applies, ascending; unmodifiable. */
  public SortedSet<Long> inputThresholds() {
    return Collections.unmodifiableSortedSet(tiers.navigableKeySet());
  }

  private Price bracket(@Nullable Long inputTokens) {
    Map.Entry<Long, Price> tier = inputTokens == null ? null : tiers.lowerEntry(inputTokens);
    return tier == null ? this : tier.getValue();
  }

  private @Nullable BigDecimal multiplier(@Nullable String serviceTier) {
    return serviceTier == null ? null : serviceTiers.get(serviceTier.toLowerCase(Locale.ROOT));
  }

  private static BigDecimal decimal(String what, String text) {
    try {
      return new BigDecimal(text.strip());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          what + " price: \"" + text + "\" (expected: a decimal number of US dollars)", e);
    }
  }

  private static BigDecimal nonNegative(String what, BigDecimal amount) {
    if (amount.signum() < 0) {
      throw new IllegalArgumentException(what + " price: " + amount + " (expected: >= 0)");
    }
    return amount;
  }

  @Override
  public boolean equals(@Nullable Object o) {
    return o instanceof Price other && toString().equals(other.toString());
  }

  @Override
  public int hashCode() {
    return toString().hashCode();
  }

  /** All that makes up the price in a fixed order; equal prices print alike. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("Price{");
    rates.forEach(
        (bucket, rate) ->
            text.append(bucket)
                .append('=')
                .append(rate.stripTrailingZeros().toPlainString())
                .append(' '));
    tiers.forEach((above, price) -> text.append('>').append(above).append('=').append(price));
    new TreeMap<>(serviceTiers)
        .forEach(
            (name, factor) ->
                text.append(name)
                    .append('*')
                    .append(factor.stripTrailingZeros().toPlainString())
                    .append(' '));
    return text.toString().stripTrailing() + '}';
  }
}
