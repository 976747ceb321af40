package dev.parley.server.query;

import dev.parley.server.model.EpochNanos;
import java.time.Instant;

/** Conversions of nanoseconds, the store's unit. */
public final class Times {
  private static final long NANOS = 1_000_000_000L;

  private Times() {}

  public static Instant instant(long epochNanos) {
    return Instant.ofEpochSecond(
        Math.floorDiv(epochNanos, NANOS), Math.floorMod(epochNanos, NANOS));
  }

  /** Nanoseconds since the epoch; instants before 1678 or after 2261 become the nearest number. */
  public static long nanos(Instant instant) {
    try {
      return EpochNanos.of(instant);
    } catch (ArithmeticException e) {
      return instant.getEpochSecond() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }

  static double millis(long nanos) {
    return millis((double) nanos);
  }

  /** Milliseconds with microseconds as decimals. */
  static double millis(double nanos) {
    return Math.round(nanos / 1000) / 1000.0;
  }
}
