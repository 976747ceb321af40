package dev.parley.server.metrics;

import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Stream;

/** The buckets of durations, as the GenAI conventions advise. */
final class Bounds {
  /** In seconds, as they are written. */
  static final List<String> SECONDS =
      List.of(
          "0.01", "0.02", "0.04", "0.08", "0.16", "0.32", "0.64", "1.28", "2.56", "5.12", "10.24",
          "20.48", "40.96", "81.92");

  static final List<Long> NANOS =
      SECONDS.stream()
          .map(seconds -> new BigDecimal(seconds).movePointRight(9).longValueExact())
          .toList();

  /** Values of {@code le}. */
  static final List<String> LABELS = Stream.concat(SECONDS.stream(), Stream.of("+Inf")).toList();

  private Bounds() {}
}
