package dev.parley.server.query;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * An amount; where it is unknown there is no {@code Money}.
 *
 * @param amount exact, without trailing zeros
 * @param currency ISO 4217
 */
public record Money(BigDecimal amount, String currency) {
  /** Digits after the point of a quotient that has no finite decimal form. */
  private static final int SCALE = 12;

  public Money {
    amount = strip(amount);
  }

  /** US dollars; null for null. */
  static @Nullable Money usd(@Nullable BigDecimal amount) {
    return amount == null ? null : new Money(amount, "USD");
  }

  /**
   * The quotient, exact where it is finite, else rounded half-even to 12 decimals; null for a
   * divisor of 0.
   */
  static @Nullable BigDecimal divide(@Nullable BigDecimal amount, long divisor) {
    if (amount == null || divisor == 0) {
      return null;
    }
    try {
      return amount.divide(BigDecimal.valueOf(divisor));
    } catch (ArithmeticException e) {
      return amount.divide(BigDecimal.valueOf(divisor), SCALE, RoundingMode.HALF_EVEN);
    }
  }

  private static BigDecimal strip(BigDecimal amount) {
    BigDecimal stripped = amount.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }
}
