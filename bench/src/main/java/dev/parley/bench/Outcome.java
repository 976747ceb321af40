package dev.parley.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * A limit and what several rounds measured; each round has a fork of the baseline and, right after,
 * one of the subject.
 */
final class Outcome {
  /** Rounds of allocation that no operation makes: a sampled clock, a safepoint. */
  private static final double BYTE_NOISE = 1;

  private final Limit limit;
  private final List<Measurement> subjects = new ArrayList<>();
  private final List<Measurement> baselines = new ArrayList<>();

  Outcome(Limit limit) {
    this.limit = limit;
  }

  Limit limit() {
    return limit;
  }

  /**
   * One more round.
   *
   * @param baseline null where the limit has none
   */
  void add(Measurement subject, @Nullable Measurement baseline) {
    subjects.add(subject);
    if (baseline != null) {
      baselines.add(baseline);
    }
  }

  /** The median of the rounds, in nanoseconds. */
  double nanos() {
    return median(subjects, Measurement::nanos);
  }

  /** The median of the rounds' ratios; null where there is nothing to compare with. */
  @Nullable Double ratio() {
    if (baselines.isEmpty()) {
      return null;
    }
    double[] ratios = new double[subjects.size()];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = subjects.get(i).nanos() / baselines.get(i).nanos();
    }
    return Median.of(ratios);
  }

  /** The median of the baselines, in nanoseconds; null where there is none. */
  @Nullable Double baselineNanos() {
    return baselines.isEmpty() ? null : median(baselines, Measurement::nanos);
  }

  /** What the subject allocates beyond the baseline. */
  double bytes() {
    double own = median(subjects, Measurement::bytes);
    return baselines.isEmpty() ? own : own - median(baselines, Measurement::bytes);
  }

  /** What exceeds the limit, in words; empty when it is kept. */
  List<String> excesses() {
    List<String> found = new ArrayList<>();
    Double ratio = ratio();
    if (limit.maxRatio() != null && ratio != null && !(ratio <= limit.maxRatio())) {
      found.add(exceeded("%.2f times the time (at most %.2f)", ratio, limit.maxRatio()));
    }
    if (limit.maxNanos() != null && !(nanos() <= limit.maxNanos())) {
      found.add(exceeded("%.0f ns (at most %.0f)", nanos(), limit.maxNanos()));
    }
    if (limit.maxBytes() != null && !(bytes() < limit.maxBytes() + BYTE_NOISE)) {
      found.add(exceeded("%.0f bytes (at most %d)", bytes(), limit.maxBytes()));
    }
    return found;
  }

  private String exceeded(String format, Object... values) {
    return limit.title() + ": " + String.format(Locale.ROOT, format, values);
  }

  private static double median(List<Measurement> rounds, ToDoubleFunction<Measurement> value) {
    return Median.of(rounds.stream().mapToDouble(value).toArray());
  }
}
