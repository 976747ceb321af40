package dev.parley.server.model;

import org.jspecify.annotations.Nullable;

/**
 * One data point of an OTLP metric, kept as sent.
 *
 * @param origin service, environment, resource and scope
 * @param name the metric's name
 * @param type what the metric is
 * @param unit UCUM unit, may be empty
 * @param description may be empty
 * @param delta whether the temporality is delta (else cumulative or not applicable)
 * @param monotonic whether a sum only grows
 * @param attributes a JSON object
 * @param startNanos start of the point's interval, nanoseconds since the epoch, 0 when not given
 * @param timeNanos the point's time, nanoseconds since the epoch
 * @param value the number of a gauge or sum, else null
 * @param data the whole point of a histogram or summary as OTLP JSON, else {@code {}}
 */
public record MetricPoint(
    Origin origin,
    String name,
    Type type,
    String unit,
    String description,
    boolean delta,
    boolean monotonic,
    String attributes,
    long startNanos,
    long timeNanos,
    @Nullable Double value,
    String data) {

  /** The five shapes of an OTLP metric. */
  public enum Type {
    GAUGE,
    SUM,
    HISTOGRAM,
    EXPONENTIAL_HISTOGRAM,
    SUMMARY
  }
}
