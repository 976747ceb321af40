package dev.parley.bench;

import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs one benchmark in a JVM of its own. */
final class Fork {
  private static final String ALLOCATED = "gc.alloc.rate.norm";
  private static final TimeValue WARM_UP = TimeValue.milliseconds(300);

  /** Short, so that some of many meet a moment in which nothing else wants the core. */
  private static final TimeValue MEASURE = TimeValue.milliseconds(10);

  private final int warmUps;
  private final int measurements;

  Fork(int warmUps, int measurements) {
    this.warmUps = warmUps;
    this.measurements = measurements;
  }

  /**
   * Measures once.
   *
   * @param benchmark {@code Class.method} in this package
   * @throws IllegalStateException when the benchmark does not exist or fails
   */
  Measurement run(String benchmark, Limit.Statistic statistic) {
    String name = Fork.class.getPackageName() + '.' + benchmark;
    OptionsBuilder options = new OptionsBuilder();
    options
        .include('^' + Pattern.quote(name) + '$')
        .mode(statistic == Limit.Statistic.P99 ? Mode.SampleTime : Mode.AverageTime)
        .timeUnit(TimeUnit.NANOSECONDS)
        .forks(1)
        .threads(1)
        .warmupIterations(warmUps)
        .warmupTime(WARM_UP)
        .measurementIterations(measurements)
        .measurementTime(MEASURE)
        // Compiled before it runs on, so that a busy machine cannot leave the warm-up half
        // compiled.
        .jvmArgsAppend("-Xms512m", "-Xmx512m", "-Xbatch")
        .addProfiler(GCProfiler.class)
        .addProfiler(CpuTime.class)
        .shouldFailOnError(true)
        .verbosity(VerboseMode.SILENT);
    try {
      RunResult result = new Runner(options.build()).runSingle();
      Result<?> allocated =
          Objects.requireNonNull(result.getSecondaryResults().get(ALLOCATED), ALLOCATED);
      return new Measurement(best(result, statistic), allocated.getScore());
    } catch (RunnerException e) {
      throw new IllegalStateException("the benchmark " + name + " failed", e);
    }
  }

  private static double best(RunResult result, Limit.Statistic statistic) {
    return result.getBenchmarkResults().stream()
        .flatMap(fork -> fork.getIterationResults().stream())
        .mapToDouble(iteration -> nanos(iteration, statistic))
        .min()
        .orElseThrow();
  }

  private static double nanos(IterationResult iteration, Limit.Statistic statistic) {
    return switch (statistic) {
      case MEAN ->
          Objects.requireNonNull(iteration.getSecondaryResults().get(CpuTime.RESULT)).getScore();
      case P99 -> iteration.getPrimaryResult().getStatistics().getPercentile(99);
    };
  }
}
