package dev.parley.bench;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one benchmark may cost, beside another where there is a fair one to compare with.
 *
 * @param title what is measured, as the table says it
 * @param subject the benchmark of Parley, {@code Class.method}
 * @param against what it is compared with, as the table says it; null for a limit of its own
 * @param baseline the benchmark it is compared with; null for a limit of its own
 * @param without a benchmark whose time and bytes are taken off the baseline's; null for none
 * @param statistic what of the subject's time counts
 * @param maxRatio of the subject's time to the baseline's; null for no limit
 * @param maxNanos of the subject's time; null for no limit
 * @param maxBytes that the subject may allocate beyond the baseline; null for no limit
 */
record Limit(
    String title,
    String subject,
    @Nullable String against,
    @Nullable String baseline,
    @Nullable String without,
    Statistic statistic,
    @Nullable Double maxRatio,
    @Nullable Double maxNanos,
    @Nullable Long maxBytes) {

  /** What of a time counts. */
  enum Statistic {
    MEAN,
    P99
  }

  /** At most this many times the baseline's time. */
  static Limit ratio(
      String title, String subject, String against, String baseline, double maxRatio) {
    return new Limit(title, subject, against, baseline, null, Statistic.MEAN, maxRatio, null, null);
  }

  /** Measured, to be known. */
  static Limit none(String title, String subject) {
    return new Limit(title, subject, null, null, null, Statistic.MEAN, null, null, null);
  }

  /** At most this long on average. */
  static Limit nanos(String title, String subject, double maxNanos) {
    return new Limit(title, subject, null, null, null, Statistic.MEAN, null, maxNanos, null);
  }

  /** At most this long in 99 of 100 cases. */
  static Limit p99(String title, String subject, double maxNanos) {
    return new Limit(title, subject, null, null, null, Statistic.P99, null, maxNanos, null);
  }

  /** At most this much garbage. */
  static Limit bytes(String title, String subject, long maxBytes) {
    return new Limit(title, subject, null, null, null, Statistic.MEAN, null, null, maxBytes);
  }

  /** And at most this many bytes more than the baseline. */
  Limit andBytes(long more) {
    return new Limit(
        title, subject, against, baseline, without, statistic, maxRatio, maxNanos, more);
  }

  /** With another benchmark's cost taken off the baseline's. */
  Limit without(String benchmark) {
    return new Limit(
        title, subject, against, baseline, benchmark, statistic, maxRatio, maxNanos, maxBytes);
  }

  /** The benchmarks to run, the subject last. */
  List<String> benchmarks() {
    List<String> names = new ArrayList<>();
    if (baseline != null) {
      names.add(baseline);
    }
    if (without != null) {
      names.add(without);
    }
    names.add(subject);
    return names;
  }
}
