package dev.parley.server.query;

import dev.parley.server.store.CallGroup;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * A group of calls and what it costs in US dollars.
 *
 * @param total null when unknown
 * @param input the input's part, null when unknown or not told apart
 * @param output the output's part, likewise
 * @param source null exactly when {@code total} is
 */
public record PricedGroup(
    CallGroup group,
    @Nullable BigDecimal total,
    @Nullable BigDecimal input,
    @Nullable BigDecimal output,
    @Nullable CostSource source) {

  /**
   * Calls whose cost is unknown. A failed call that reported no usage was not charged: it is none
   * of them.
   */
  public long unpricedCalls() {
    if (total != null) {
      return 0;
    }
    return group.usageKnown() ? group.calls() : group.calls() - group.errors();
  }
}
