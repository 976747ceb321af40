package dev.parley.sdk.internal;

import dev.parley.sdk.Budget;
import dev.parley.sdk.BudgetExceededException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A budget in the context, and whose it is.
 *
 * @param foreign makes the exception of what was spent, where another copy of this library has set
 *     the budget: its own class, which the application knows; null otherwise
 */
public record Limit(
    Scope scope,
    String id,
    Budget budget,
    @Nullable Function<BigDecimal, RuntimeException> foreign) {
  Limit(Scope scope, String id, Budget budget) {
    this(scope, id, budget, null);
  }

  /** What a budget can be of. */
  public enum Scope {
    CONVERSATION("conversation"),
    USER("user"),
    WORKFLOW("workflow");

    private final String value;

    Scope(String value) {
      this.value = value;
    }

    public String value() {
      return value;
    }
  }

  /** What is thrown instead of a call, when this much was spent, in US dollars. */
  public RuntimeException refusal(BigDecimal spent) {
    return foreign != null
        ? foreign.apply(spent)
        : new BudgetExceededException(scope.value(), id, budget.limit(), spent);
  }

  /**
   * The limits with this one in place of any other of its scope.
   *
   * @param id null or no budget: the scope has none any more
   */
  static List<Limit> replace(
      List<Limit> limits, Scope scope, @Nullable String id, @Nullable Budget budget) {
    if (budget == null && limits.isEmpty()) {
      return limits;
    }
    List<Limit> replaced = new ArrayList<>(limits);
    replaced.removeIf(limit -> limit.scope() == scope);
    if (id != null && budget != null) {
      replaced.add(new Limit(scope, id, budget));
    }
    return List.copyOf(replaced);
  }
}
