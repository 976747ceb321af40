package dev.parley.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * The processor time of one operation: that of the measuring thread alone, so that what else runs
 * on the machine, the compiler and the collector do not count.
 */
public final class CpuTime implements InternalProfiler {
  static final String RESULT = "cpu.norm";

  /** How JMH names the threads that run benchmarks. */
  private static final String WORKER = "jmh-worker";

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private long before;

  @Override
  public String getDescription() {
    return "processor time of the measuring thread per operation";
  }

  @Override
  public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
    before = spent();
  }

  @Override
  public Collection<? extends Result<?>> afterIteration(
      BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
    double nanos = (double) (spent() - before) / result.getMetadata().getAllOps();
    return List.of(new ScalarResult(RESULT, nanos, "ns/op", AggregationPolicy.AVG));
  }

  private long spent() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().contains(WORKER))
        .mapToLong(thread -> Math.max(0, threads.getThreadCpuTime(thread.getId())))
        .sum();
  }
}
