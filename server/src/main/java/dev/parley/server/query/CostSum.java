package dev.parley.server.query;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Adds up what calls cost, by source. Sums are null until something known enters. Not thread-safe.
 */
final class CostSum {
  private @Nullable BigDecimal billed;
  private @Nullable BigDecimal book;
  private @Nullable BigDecimal estimated;
  private @Nullable BigDecimal input;
  private @Nullable BigDecimal output;
  private long pricedCalls;
  private long pricedTokens;
  private long unpricedCalls;

  void add(PricedGroup priced) {
    BigDecimal amount = priced.total();
    CostSource source = priced.source();
    if (amount == null || source == null) {
      unpricedCalls += priced.unpricedCalls();
      return;
    }
    pricedCalls += priced.group().calls();
    pricedTokens += priced.group().totalTokens();
    switch (source) {
      case BILLED -> billed = plus(billed, amount);
      case BOOK -> book = plus(book, amount);
      case ESTIMATED -> estimated = plus(estimated, amount);
      case MIXED -> throw new IllegalStateException("one group has one source");
    }
    input = plus(input, priced.input());
    output = plus(output, priced.output());
  }

  static @Nullable BigDecimal plus(@Nullable BigDecimal a, @Nullable BigDecimal b) {
    return a == null ? b : b == null ? a : a.add(b);
  }

  @Nullable BigDecimal total() {
    return plus(plus(billed, book), estimated);
  }

  /** Null when nothing is priced. */
  @Nullable CostSource source() {
    int sources = (billed == null ? 0 : 1) + (book == null ? 0 : 1) + (estimated == null ? 0 : 1);
    if (sources > 1) {
      return CostSource.MIXED;
    }
    return billed != null
        ? CostSource.BILLED
        : book != null ? CostSource.BOOK : estimated != null ? CostSource.ESTIMATED : null;
  }

  @Nullable BigDecimal billed() {
    return billed;
  }

  @Nullable BigDecimal book() {
    return book;
  }

  @Nullable BigDecimal estimated() {
    return estimated;
  }

  /** The input's part of what the book priced; other sources name no parts. */
  @Nullable BigDecimal input() {
    return input;
  }

  /** The output's part of what the book priced. */
  @Nullable BigDecimal output() {
    return output;
  }

  long pricedCalls() {
    return pricedCalls;
  }

  long pricedTokens() {
    return pricedTokens;
  }

  long unpricedCalls() {
    return unpricedCalls;
  }
}
