package dev.parley.server.metrics;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The values of one series: that of a counter, or a histogram's cumulative buckets (the last is the
 * count) and its sum. Immutable.
 *
 * <p>A counter must not fall: whoever reads it takes a fall for a restart and counts everything
 * again. When a call turns out to be a copy after it was counted, what is shown stays, and what is
 * too much is owed; the calls that come next pay it off.
 *
 * @param shown never falls
 * @param owed how much of it is too much, 0 or more; {@code shown} less {@code owed} is the truth
 */
record Series(List<BigDecimal> shown, List<BigDecimal> owed) {
  Series {
    shown = List.copyOf(shown);
    owed = List.copyOf(owed);
  }

  /** All values 0. */
  static Series zero(int values) {
    List<BigDecimal> zeros = Collections.nCopies(values, BigDecimal.ZERO);
    return new Series(zeros, zeros);
  }

  /** The series after the truth has changed by these amounts. */
  Series plus(List<BigDecimal> change) {
    List<BigDecimal> newShown = new ArrayList<>();
    List<BigDecimal> newOwed = new ArrayList<>();
    for (int i = 0; i < shown.size(); i++) {
      BigDecimal truth = shown.get(i).subtract(owed.get(i)).add(change.get(i));
      BigDecimal most = shown.get(i).max(truth);
      newShown.add(most);
      newOwed.add(most.subtract(truth));
    }
    return new Series(newShown, newOwed);
  }

  static List<BigDecimal> add(List<BigDecimal> a, List<BigDecimal> b) {
    List<BigDecimal> sums = new ArrayList<>();
    for (int i = 0; i < a.size(); i++) {
      sums.add(a.get(i).add(b.get(i)));
    }
    return sums;
  }

  /** Decimals separated by spaces. */
  static String text(List<BigDecimal> values) {
    return String.join(" ", values.stream().map(Series::plain).toList());
  }

  static List<BigDecimal> values(String text) {
    List<BigDecimal> values = new ArrayList<>();
    for (String value : text.split(" ", -1)) {
      values.add(new BigDecimal(value));
    }
    return values;
  }

  /** Without exponent and trailing zeros. */
  static String plain(BigDecimal value) {
    return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
  }
}
