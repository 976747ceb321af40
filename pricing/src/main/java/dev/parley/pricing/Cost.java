package dev.parley.pricing;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An exact amount in US dollars, by token bucket. Immutable; never rounded.
 *
 * <p>A side (input, output) whose tokens are unknown has no cost, and the total is then that of the
 * other side. A call of which neither is known has no {@code Cost} at all: see {@link
 * Price#cost(Usage)}.
 */
public final class Cost {
  /** Nothing used and nothing to pay; the start of a sum. */
  public static final Cost ZERO = new Cost(new EnumMap<>(TokenBucket.class));

  private final Map<TokenBucket, BigDecimal> byBucket;

  private Cost(EnumMap<TokenBucket, BigDecimal> byBucket) {
    this.byBucket = Collections.unmodifiableMap(byBucket);
  }

  /** Takes over the map; the caller must not change it any more. */
  static Cost of(EnumMap<TokenBucket, BigDecimal> byBucket) {
    return new Cost(byBucket);
  }

  /** The amounts of the buckets whose counts are known; unmodifiable. */
  public Map<TokenBucket, BigDecimal> byBucket() {
    return byBucket;
  }

  /** Cost of all input; null when no input count is known. */
  public @Nullable BigDecimal input() {
    return side(true);
  }

  /** Cost of all output; null when no output count is known. */
  public @Nullable BigDecimal output() {
    return side(false);
  }

  /** The sum of all buckets. */
  public BigDecimal total() {
    BigDecimal total = BigDecimal.ZERO;
    for (BigDecimal amount : byBucket.values()) {
      total = total.add(amount);
    }
    return total;
  }

  /** The sum, bucket by bucket. */
  public Cost plus(Cost other) {
    EnumMap<TokenBucket, BigDecimal> sums = new EnumMap<>(TokenBucket.class);
    sums.putAll(byBucket);
    other.byBucket.forEach((bucket, amount) -> sums.merge(bucket, amount, BigDecimal::add));
    return new Cost(sums);
  }

  private @Nullable BigDecimal side(boolean input) {
    BigDecimal sum = null;
    for (Map.Entry<TokenBucket, BigDecimal> amount : byBucket.entrySet()) {
      if (amount.getKey().isInput() == input) {
        sum = sum == null ? amount.getValue() : sum.add(amount.getValue());
      }
    }
    return sum;
  }

  @Override
  public boolean equals(@Nullable Object o) {
    return o instanceof Cost other && byBucket.equals(other.byBucket);
  }

  @Override
  public int hashCode() {
    return byBucket.hashCode();
  }

  @Override
  public String toString() {
    return "Cost{total=" + total().toPlainString() + " USD, " + byBucket + '}';
  }
}
