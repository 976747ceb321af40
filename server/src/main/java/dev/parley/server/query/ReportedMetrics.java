package dev.parley.server.query;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What services report by metrics in hours of which no call of theirs is stored. It is part of no
 * other figure; what was not reported is null.
 */
public record ReportedMetrics(
    Instant from, Instant to, @Nullable String environment, List<Service> services) {

  /** {@code metrics} are the names of the metrics that the figures are from. */
  public record Service(
      String service,
      List<Model> models,
      @Nullable Latency latency,
      @Nullable Latency timeToFirstToken,
      List<String> metrics) {}

  /**
   * {@code input} includes what was read from and written to a cache, {@code output} includes
   * reasoning; {@code cost} is the reporter's own.
   */
  public record Model(
      @Nullable String model,
      @Nullable String provider,
      @Nullable Long input,
      @Nullable Long output,
      @Nullable Long cacheRead,
      @Nullable Long cacheWrite,
      @Nullable Long reasoning,
      @Nullable Money cost,
      @Nullable Long calls,
      @Nullable Long errors) {}

  /** Percentiles are estimated within a histogram's bucket. */
  public record Latency(
      long count, double meanMs, @Nullable Double p50Ms, @Nullable Double p95Ms) {}
}
