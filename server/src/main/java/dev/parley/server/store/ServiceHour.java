package dev.parley.server.store;

import java.util.concurrent.TimeUnit;

/**
 * One hour of one service.
 *
 * @param hour hours since the epoch, UTC
 */
public record ServiceHour(String service, long hour) {
  /** Nanoseconds in an hour. */
  public static final long NANOS = TimeUnit.HOURS.toNanos(1);
}
