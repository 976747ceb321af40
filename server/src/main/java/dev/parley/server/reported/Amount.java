package dev.parley.server.reported;

import org.jspecify.annotations.Nullable;

/**
 * What a data point holds, or what came between two of them.
 *
 * @param sum of the values
 * @param count how many values; 0 for a plain sum, which does not tell
 * @param buckets how the values are spread, or null
 */
record Amount(double sum, long count, @Nullable Buckets buckets) {
  static final Amount NONE = new Amount(0, 0, null);

  /** What came since {@code earlier}; the whole of this one when the counter began anew. */
  Amount since(Amount earlier) {
    boolean reset = sum < earlier.sum || count < earlier.count;
    if (reset) {
      return this;
    }
    Buckets spread =
        buckets == null || earlier.buckets == null ? buckets : buckets.minus(earlier.buckets);
    return new Amount(sum - earlier.sum, count - earlier.count, spread);
  }
}
