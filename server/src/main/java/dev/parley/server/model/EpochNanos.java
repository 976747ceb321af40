package dev.parley.server.model;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** Points in time as nanoseconds since the epoch, the unit of everything that is stored. */
public final class EpochNanos {
  private EpochNanos() {}

  public static long now() {
    return of(Instant.now());
  }

  /**
   * A point in time.
   *
   * @throws ArithmeticException if the instant lies before 1677 or after 2262
   */
  public static long of(Instant instant) {
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), TimeUnit.SECONDS.toNanos(1)),
        instant.getNano());
  }
}
