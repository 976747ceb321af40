package dev.parley.server.model;

import java.math.BigDecimal;

/**
 * A cost in US dollars that a span brought along.
 *
 * @param total exact amount, not negative
 * @param source who says so
 */
public record ReportedCost(BigDecimal total, Source source) {
  /** How far a reported cost can be trusted. */
  public enum Source {
    /** Charged by a provider or gateway: outranks our price book. */
    BILLED,
    /** Computed by some client's price table: used only where our price book has no price. */
    ESTIMATED
  }

  public ReportedCost {
    if (total.signum() < 0) {
      throw new IllegalArgumentException("total: " + total + " (expected: >= 0)");
    }
  }
}
