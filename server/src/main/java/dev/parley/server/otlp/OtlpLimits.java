package dev.parley.server.otlp;

import java.time.Duration;

/**
 * What the receiver takes on.
 *
 * @param maxBodyBytes the largest body, as sent and after decompression
 * @param maxInFlightBytes bodies that may be under way at once, all together; beyond, senders are
 *     told to come back
 * @param answerWithin the longest that a sender waits for its commit; below the 10 s after which
 *     exporters give up
 */
public record OtlpLimits(int maxBodyBytes, long maxInFlightBytes, Duration answerWithin) {
  /** 64 MiB a body, a quarter of the heap under way, 9 s. */
  public static final OtlpLimits DEFAULT = ofBodies(64 << 20);

  public OtlpLimits {
    if (maxBodyBytes < 1024) {
      throw new IllegalArgumentException("maxBodyBytes: " + maxBodyBytes + " (expected: >= 1024)");
    }
    if (maxInFlightBytes < maxBodyBytes) {
      throw new IllegalArgumentException(
          "maxInFlightBytes: " + maxInFlightBytes + " (expected: >= maxBodyBytes)");
    }
  }

  /**
   * The defaults with another limit of a body. One body of that size always fits, even where it is
   * held twice, as sent and decompressed.
   */
  public static OtlpLimits ofBodies(int maxBodyBytes) {
    return new OtlpLimits(
        maxBodyBytes,
        Math.max(2L * maxBodyBytes, Runtime.getRuntime().maxMemory() / 4),
        Duration.ofSeconds(9));
  }
}
