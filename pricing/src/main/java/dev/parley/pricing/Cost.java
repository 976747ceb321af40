package dev.parley.pricing;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An exact amount in US dollars, by token bucket where it was computed from tokens. Immutable;
 * never rounded.
 *
 * <p>A side (input, output) whose tokens are unknown has no cost, and the total is then that of the
 * other side. A call of which neither is known has no {@code Cost} at all: see {@link
 * Price#cost(Usage)}.
 */
public final class Cost {
  private static final TokenBucket[] BUCKETS = TokenBucket.values();

  /** Nothing used and nothing to pay; the start of a sum. */
  public static final Cost ZERO = new Cost(new EnumMap<>(TokenBucket.class), BigDecimal.ZERO);

  private final Map<TokenBucket, BigDecimal> byBucket;

  /** What belongs to no bucket. */
  private final BigDecimal whole;

  private final @Nullable BigDecimal input;
  private final @Nullable BigDecimal output;

  private Cost(EnumMap<TokenBucket, BigDecimal> byBucket, BigDecimal whole) {
    this.byBucket = Collections.unmodifiableMap(byBucket);
    this.whole = whole;
    this.input = side(byBucket, true);
    this.output = side(byBucket, false);
  }

  /** Takes over the map; the caller must not change it any more. */
  static Cost of(EnumMap<TokenBucket, BigDecimal> byBucket) {
    return new Cost(byBucket, BigDecimal.ZERO);
  }

  /**
   * An amount that is known as a whole only, such as a budget or a price per request.
   *
   * @param dollars a decimal number, {@code "0.50"}
   * @throws IllegalArgumentException when it is no number or negative
   */
  public static Cost usd(String dollars) {
    try {
      return usd(new BigDecimal(dollars));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "amount: \"" + dollars + "\" (expected: US dollars as a decimal number, such as 0.50)",
          e);
    }
  }

  /**
   * As {@link #usd(String)}.
   *
   * @throws IllegalArgumentException when it is negative
   */
  public static Cost usd(BigDecimal dollars) {
    if (dollars.signum() < 0) {
      throw new IllegalArgumentException(
          "amount: " + dollars.toPlainString() + " (expected: 0 or more US dollars)");
    }
    return new Cost(new EnumMap<>(TokenBucket.class), dollars);
  }

  /** The amounts of the buckets whose counts are known; unmodifiable. */
  public Map<TokenBucket, BigDecimal> byBucket() {
    return byBucket;
  }

  /** Cost of all input; null when no input count is known. */
  public @Nullable BigDecimal input() {
    return input;
  }

  /** Cost of all output; null when no output count is known. */
  public @Nullable BigDecimal output() {
    return output;
  }

  /** The sum of all buckets and of what belongs to none. */
  public BigDecimal total() {
    BigDecimal total = input == null ? whole : whole.add(input);
    return output == null ? total : total.add(output);
  }

  /** The sum, bucket by bucket. */
  public Cost plus(Cost other) {
    EnumMap<TokenBucket, BigDecimal> sums = new EnumMap<>(TokenBucket.class);
    sums.putAll(byBucket);
    other.byBucket.forEach((bucket, amount) -> sums.merge(bucket, amount, BigDecimal::add));
    return new Cost(sums, whole.add(other.whole));
  }

  private static @Nullable BigDecimal side(
      EnumMap<TokenBucket, BigDecimal> amounts, boolean input) {
    BigDecimal sum = null;
    for (TokenBucket bucket : BUCKETS) {
      BigDecimal amount = bucket.isInput() == input ? amounts.get(bucket) : null;
      if (amount != null) {
        sum = sum == null ? amount : sum.add(amount);
      }
    }
    return sum;
  }

  @Override
  public boolean equals(@Nullable Object o) {
    return o instanceof Cost other && byBucket.equals(other.byBucket) && whole.equals(other.whole);
  }

  @Override
  public int hashCode() {
    return 31 * byBucket.hashCode() + whole.hashCode();
  }

  @Override
  public String toString() {
    return "Cost{total=" + total().toPlainString() + " USD, " + byBucket + '}';
  }
}
