package dev.parley.server.store;

import dev.parley.server.model.MetricPoint;
import org.jspecify.annotations.Nullable;

/**
 * A metric's data point as it was stored.
 *
 * @param source what sent it, one text for a resource and scope
 * @param service {@code service.name}
 * @param name the metric's name
 * @param type what the metric is
 * @param unit UCUM unit, may be empty
 * @param delta whether the temporality is delta
 * @param attributes a JSON object
 * @param startNanos start of the point's interval, 0 when not given
 * @param timeNanos the point's time
 * @param value the number of a gauge or sum, else null
 * @param data a histogram's or summary's point as OTLP JSON
 */
public record StoredPoint(
    String source,
    String service,
    String name,
    MetricPoint.Type type,
    String unit,
    boolean delta,
    String attributes,
    long startNanos,
    long timeNanos,
    @Nullable Double value,
    String data) {}
