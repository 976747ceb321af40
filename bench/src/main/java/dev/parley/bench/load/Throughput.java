package dev.parley.bench.load;

import java.util.Locale;

/**
 * What a run of load came to.
 *
 * @param spans how many were acknowledged
 * @param nanos from the first request to the last answer
 * @param bytes what they took on the wire
 * @param later how often a request was told to come again
 * @param refused requests that were refused for good
 * @param p50Nanos half of the requests were answered sooner
 * @param p99Nanos 99 of 100 were
 * @param maxNanos the slowest answer
 */
record Throughput(
    long spans,
    long nanos,
    long bytes,
    long later,
    long refused,
    long p50Nanos,
    long p99Nanos,
    long maxNanos) {

  double perSecond() {
    return spans / (nanos / 1e9);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%,.0f spans/s (%,d spans of %,d bytes in %.1f s); answered in p50 %.0f ms, p99 %.0f ms,"
            + " at most %.0f ms; told to come again %,d times, refused %,d requests",
        perSecond(),
        spans,
        spans == 0 ? 0 : bytes / spans,
        nanos / 1e9,
        p50Nanos / 1e6,
        p99Nanos / 1e6,
        maxNanos / 1e6,
        later,
        refused);
  }
}
