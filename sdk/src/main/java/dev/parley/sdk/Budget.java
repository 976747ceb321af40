package dev.parley.sdk;

import dev.parley.pricing.Cost;
import java.math.BigDecimal;

/**
 * How much a conversation, a user or a workflow may cost in this process. Once that much is spent,
 * the next model call is marked ({@code parley.budget.exceeded} on its span); where the budget is
 * {@link #enforced()}, it is not made at all.
 *
 * <pre>{@code
 * Conversation.of("session_123").budget(Cost.usd("0.50"))                       // marks
 * Conversation.of("session_123").budget(Budget.of(Cost.usd("0.50")).enforced()) // refuses
 * }</pre>
 *
 * <p>A call's cost is known when it has ended: the call that reaches the limit is still made, and
 * calls that run at the same time may exceed it together. Calls without a known price cost nothing
 * here. Spending is counted by this process since it started, for as long as its trackers remember
 * the id. No network is asked.
 */
public final class Budget {
  private final BigDecimal limit;
  private final boolean enforced;

  private Budget(BigDecimal limit, boolean enforced) {
    this.limit = limit;
    this.enforced = enforced;
  }

  /** A budget that marks what exceeds it. */
  public static Budget of(Cost limit) {
    return new Budget(limit.total(), false);
  }

  /** The same budget, whose excess raises {@link BudgetExceededException} in the application. */
  public Budget enforced() {
    return new Budget(limit, true);
  }

  /** In US dollars. */
  public BigDecimal limit() {
    return limit;
  }

  /** Whether a call over the budget is refused instead of marked. */
  public boolean isEnforced() {
    return enforced;
  }

  @Override
  public String toString() {
    return "Budget{" + limit.toPlainString() + " USD" + (enforced ? ", enforced}" : "}");
  }
}
