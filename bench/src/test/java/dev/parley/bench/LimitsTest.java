package dev.parley.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

class LimitsTest {
  private static final String PACKAGE = LimitsTest.class.getPackageName() + '.';

  @Test
  @DisplayName("every benchmark serves a limit, and every limit names benchmarks that run")
  void benchmarksRunAndServeLimits() throws Exception {
    var named = new TreeSet<String>();
    Limits.ALL.forEach(
        limit -> limit.benchmarks().forEach(benchmark -> named.add(PACKAGE + benchmark)));
    var options =
        new OptionsBuilder()
            .include('^' + PACKAGE.replace(".", "\\."))
            .mode(Mode.SingleShotTime)
            .forks(0)
            .warmupIterations(0)
            .measurementIterations(1)
            .measurementTime(TimeValue.milliseconds(1))
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT)
            .build();

    var ran = new TreeSet<String>();
    for (RunResult result : new Runner(options).run()) {
      ran.add(result.getParams().getBenchmark());
    }

    assertThat(ran).isEqualTo(named);
  }
}
