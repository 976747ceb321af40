package dev.parley.server.dialect;

import dev.parley.server.model.MetricPoint;
import dev.parley.server.model.Origin;
import dev.parley.server.wire.Generated;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Maps the points of one OTLP metric; they are kept as sent. */
final class MetricMapper {
  private final Origin origin;
  private final Metric metric;
  private final List<MetricPoint> points;
  private final Rejections rejections;

  MetricMapper(Origin origin, Metric metric, List<MetricPoint> points, Rejections rejections) {
    this.origin = origin;
    this.metric = metric;
    this.points = points;
    this.rejections = rejections;
  }

  void map() {
    switch (metric.getDataCase()) {
      case GAUGE ->
          metric
              .getGauge()
              .getDataPointsList()
              .forEach(point -> add(MetricPoint.Type.GAUGE, false, false, point));
      case SUM -> {
        boolean delta = isDelta(metric.getSum().getAggregationTemporality());
        boolean monotonic = metric.getSum().getIsMonotonic();
        metric
            .getSum()
            .getDataPointsList()
            .forEach(point -> add(MetricPoint.Type.SUM, delta, monotonic, point));
      }
      case HISTOGRAM -> {
        boolean delta = isDelta(metric.getHistogram().getAggregationTemporality());
        for (var point : metric.getHistogram().getDataPointsList()) {
          add(
              MetricPoint.Type.HISTOGRAM,
              delta,
              false,
              point.getAttributesList(),
              point.getStartTimeUnixNano(),
              point.getTimeUnixNano(),
              null,
              PointJson.of(point));
        }
      }
      case EXPONENTIAL_HISTOGRAM -> {
        boolean delta = isDelta(metric.getExponentialHistogram().getAggregationTemporality());
        for (var point : metric.getExponentialHistogram().getDataPointsList()) {
          add(
              MetricPoint.Type.EXPONENTIAL_HISTOGRAM,
              delta,
              false,
              point.getAttributesList(),
              point.getStartTimeUnixNano(),
              point.getTimeUnixNano(),
              null,
              PointJson.of(point));
        }
      }
      case SUMMARY -> {
        for (var point : metric.getSummary().getDataPointsList()) {
          add(
              MetricPoint.Type.SUMMARY,
              false,
              false,
              point.getAttributesList(),
              point.getStartTimeUnixNano(),
              point.getTimeUnixNano(),
              null,
              PointJson.of(point));
        }
      }
      default ->
          rejections.add("metric: without data (expected: gauge, sum, histogram or summary)");
    }
  }

  private void add(MetricPoint.Type type, boolean delta, boolean monotonic, NumberDataPoint point) {
    Double value =
        switch (point.getValueCase()) {
          case AS_INT -> (double) point.getAsInt();
          case AS_DOUBLE -> point.getAsDouble();
          case VALUE_NOT_SET -> null;
        };
    add(
        type,
        delta,
        monotonic,
        point.getAttributesList(),
        point.getStartTimeUnixNano(),
        point.getTimeUnixNano(),
        value,
        "{}");
  }

  private void add(
      MetricPoint.Type type,
      boolean delta,
      boolean monotonic,
      List<KeyValue> attributes,
      long start,
      long time,
      @Nullable Double value,
      String data) {
    if (metric.getName().isEmpty()) {
      rejections.add("metric: without a name");
    } else if (time <= 0) {
      rejections.add(
          "data point's time: missing or after the year 2262 (expected: nanoseconds since 1970)");
    } else {
      points.add(
          new MetricPoint(
              origin,
              metric.getName(),
              type,
              metric.getUnit(),
              metric.getDescription(),
              delta,
              monotonic,
              RawJson.object(Generated.attributes(attributes)),
              Math.max(0, start),
              time,
              value,
              data));
    }
  }

  private static boolean isDelta(AggregationTemporality temporality) {
    return temporality == AggregationTemporality.AGGREGATION_TEMPORALITY_DELTA;
  }
}
