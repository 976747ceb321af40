package dev.parley.server.store;

import java.util.List;

/**
 * The lines along which prices change, so that calls on one side of each can be summed and priced
 * at once.
 *
 * @param instantsNanos when some price changes, nanoseconds since the epoch
 * @param inputThresholds input sizes above which some price has another rate
 */
public record PriceGrid(List<Long> instantsNanos, List<Long> inputThresholds) {
  public PriceGrid {
    instantsNanos = List.copyOf(instantsNanos);
    inputThresholds = List.copyOf(inputThresholds);
  }
}
