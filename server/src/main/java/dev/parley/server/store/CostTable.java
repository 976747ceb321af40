package dev.parley.server.store;

import dev.parley.pricing.TokenBucket;
import dev.parley.server.model.Kind;
import dev.parley.server.model.ReportedCost;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What calls cost, as a table that a store can join: prices are applied outside of it, but a
 * condition on a cost must be decided call by call.
 *
 * @param grid along which lines the rows are told apart
 * @param rows what each kind of call costs; a call without a row has no known cost
 * @param prices what the rows are made of: tables of the same object say the same of a call that
 *     has a row in both; null when nothing is known of that
 */
public record CostTable(PriceGrid grid, List<Row> rows, @Nullable Object prices) {
  public CostTable {
    rows = List.copyOf(rows);
  }

  /**
   * What one kind of call costs.
   *
   * @param usageKnown whether the calls' input or output tokens are known
   * @param period how many of the grid's instants are at or before the calls' start
   * @param bracket how many of the grid's thresholds the calls' input exceeds
   * @param perToken US dollars of one token by bucket; null where the calls cost what they reported
   */
  public record Row(
      Kind kind,
      @Nullable String provider,
      @Nullable String requestModel,
      @Nullable String responseModel,
      @Nullable String serviceTier,
      ReportedCost.@Nullable Source reportedSource,
      boolean usageKnown,
      int period,
      int bracket,
      @Nullable Map<TokenBucket, BigDecimal> perToken) {}

  /** How many of the grid's instants are at or before a start. */
  public static int period(PriceGrid grid, long startNanos) {
    return (int) grid.instantsNanos().stream().filter(instant -> startNanos >= instant).count();
  }

  /** How many of the grid's thresholds an input exceeds; an unknown input exceeds none. */
  public static int bracket(PriceGrid grid, @Nullable Long inputTokens) {
    long input = inputTokens == null ? 0 : inputTokens;
    return (int) grid.inputThresholds().stream().filter(threshold -> input > threshold).count();
  }
}
