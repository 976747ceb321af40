package dev.parley.sdk.internal.stream;

import io.opentelemetry.context.Context;

/** Starts the record of one subscription, which the subscriber's context is around. */
public interface Subscriptions {
  /**
   * A subscription to a result that comes piece by piece.
   *
   * @throws dev.parley.sdk.BudgetExceededException where an enforced budget is spent
   */
  Progress pieces(Context around);

  /** As {@link #pieces}, to a result that is one value, or none. */
  Progress value(Context around);
}
