package dev.parley.server.reported;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a service reported by metrics alone; null is what it didn't report.
 *
 * @param service {@code service.name}
 * @param models by model and provider, most tokens first
 * @param latency of all calls
 * @param firstToken time to the first token of streams
 * @param metrics names of the metrics that these figures are from, sorted
 */
public record ReportedTotals(
    String service,
    List<Model> models,
    @Nullable Latency latency,
    @Nullable Latency firstToken,
    List<String> metrics) {
  public ReportedTotals {
    models = List.copyOf(models);
    metrics = List.copyOf(metrics);
  }

  /**
   * Figures of one model.
   *
   * @param model as reported, or null
   * @param provider canonical, or null
   * @param input all input tokens, cached ones included
   * @param output all output tokens, reasoning included
   * @param cacheRead of the input
   * @param cacheWrite of the input
   * @param reasoning of the output
   * @param cost US dollars, by the reporter's own table
   * @param calls finished calls
   * @param errors failed calls among these
   */
  public record Model(
      @Nullable String model,
      @Nullable String provider,
      @Nullable Long input,
      @Nullable Long output,
      @Nullable Long cacheRead,
      @Nullable Long cacheWrite,
      @Nullable Long reasoning,
      @Nullable Double cost,
      @Nullable Long calls,
      @Nullable Long errors) {}

  /**
   * Times in seconds.
   *
   * @param p50 estimated within its bucket; null when only a mean was reported
   * @param p95 the same
   */
  public record Latency(long count, double mean, @Nullable Double p50, @Nullable Double p95) {}
}
