package dev.parley.server.reported;

import org.jspecify.annotations.Nullable;

/** A histogram's buckets. Immutable. */
sealed interface Buckets permits ExplicitBuckets, ExponentialBuckets {
  /** Both together; null when they can't be merged without inventing a distribution. */
  @Nullable Buckets plus(Buckets other);

  /** What came since {@code earlier}; null when the two have nothing to do with each other. */
  @Nullable Buckets minus(Buckets earlier);

  /** How many values. */
  long count();

  /**
   * The value below which the share {@code q} of the values lies, estimated within its bucket; null
   * when there is no value.
   */
  @Nullable Double quantile(double q);
}
