package dev.parley.sdk.internal;

import dev.parley.sdk.Budget;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A budget in the context, and whose it is. */
public record Limit(Scope scope, String id, Budget budget) {
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
