package dev.parley.sdk;

import java.math.BigDecimal;

/**
 * A model call was not made, because its conversation, user or workflow has spent an {@link
 * Budget#enforced() enforced} budget. The one exception that Parley raises in an application.
 */
public final class BudgetExceededException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String scope;
  private final String id;
  private final BigDecimal limit;
  private final BigDecimal spent;

  /**
   * For the budget of {@code scope} (conversation, user or workflow) {@code id}; amounts in US
   * dollars.
   */
  public BudgetExceededException(String scope, String id, BigDecimal limit, BigDecimal spent) {
    super(
        "the budget of "
            + scope
            + " \""
            + id
            + "\" is spent ("
            + spent.stripTrailingZeros().toPlainString()
            + " of "
            + limit.stripTrailingZeros().toPlainString()
            + " USD); the model was not called");
    this.scope = scope;
    this.id = id;
    this.limit = limit;
    this.spent = spent;
  }

  /** Whose budget it is: {@code conversation}, {@code user} or {@code workflow}. */
  public String scope() {
    return scope;
  }

  /** The id of the conversation, user or workflow. */
  public String id() {
    return id;
  }

  /** In US dollars. */
  public BigDecimal limit() {
    return limit;
  }

  /** In US dollars, before the call that was not made. */
  public BigDecimal spent() {
    return spent;
  }
}
