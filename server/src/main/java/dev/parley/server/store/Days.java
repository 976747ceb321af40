package dev.parley.server.store;

import java.util.concurrent.TimeUnit;

/** Retention days: UTC days since 1970-01-01. */
public final class Days {
  private static final long NANOS_PER_DAY = TimeUnit.DAYS.toNanos(1);

  private Days() {}

  /** The day of a point in time given in nanoseconds since the epoch. */
  public static int of(long epochNanos) {
    return Math.toIntExact(Math.floorDiv(epochNanos, NANOS_PER_DAY));
  }

  /** When a day starts, nanoseconds since the epoch. */
  public static long startNanos(int day) {
    return day * NANOS_PER_DAY;
  }
}
