package dev.parley.server.prices;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** Reads amounts of money that lists write as numbers. */
final class Amount {
  /** Lists are made by programs that count in binary; what is beyond is their noise. */
  private static final MathContext SIGNIFICANT = new MathContext(12, RoundingMode.HALF_EVEN);

  /** As many decimals as the server's own form has. */
  private static final int DECIMALS = 15;

  private static final BigDecimal MOST = BigDecimal.valueOf(100_000_000);

  private Amount() {}

  /**
   * A price per million tokens.
   *
   * @param node a number, or one in quotes
   * @param pointsRight by how many places the list's unit is smaller: 6 for prices of one token
   * @return null for what is no price
   */
  static @Nullable BigDecimal perMillion(@Nullable JsonNode node, int pointsRight) {
    if (node == null || !(node.isNumber() || node.isTextual())) {
      return null;
    }
    BigDecimal amount;
    try {
      amount = node.isNumber() ? node.decimalValue() : new BigDecimal(node.textValue().strip());
    } catch (NumberFormatException e) {
      return null;
    }
    // An exponent could ask for a number that fills the memory.
    if (amount.signum() < 0 || Math.abs((long) amount.scale()) > 60) {
      return null;
    }
    BigDecimal price = amount.movePointRight(pointsRight);
    return price.compareTo(MOST) < 0 ? rounded(price) : null;
  }

  /** The factor between two prices; null where there is none. */
  static @Nullable BigDecimal ratio(BigDecimal price, BigDecimal base) {
    return base.signum() == 0 ? null : rounded(price.divide(base, SIGNIFICANT));
  }

  private static BigDecimal rounded(BigDecimal value) {
    BigDecimal exact = value.round(SIGNIFICANT);
    if (exact.scale() > DECIMALS) {
      exact = exact.setScale(DECIMALS, RoundingMode.HALF_EVEN);
    }
    exact = exact.stripTrailingZeros();
    return exact.scale() < 0 ? exact.setScale(0) : exact;
  }
}
