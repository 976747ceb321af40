package dev.parley.server.dialect;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.parley.server.wire.Generated;
import io.opentelemetry.proto.metrics.v1.Exemplar;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import java.io.IOException;
import java.util.List;

/** Points that are more than a number, as OTLP JSON: 64-bit integers are strings. */
final class PointJson {
  private PointJson() {}

  static String of(HistogramDataPoint point) {
    return Json.write(
        out -> {
          out.writeStartObject();
          out.writeStringField("count", Long.toUnsignedString(point.getCount()));
          if (point.hasSum()) {
            out.writeNumberField("sum", point.getSum());
          }
          longs("bucketCounts", point.getBucketCountsList(), out);
          out.writeArrayFieldStart("explicitBounds");
          for (double bound : point.getExplicitBoundsList()) {
            out.writeNumber(bound);
          }
          out.writeEndArray();
          if (point.hasMin()) {
            out.writeNumberField("min", point.getMin());
          }
          if (point.hasMax()) {
            out.writeNumberField("max", point.getMax());
          }
          out.writeNumberField("flags", point.getFlags());
          exemplars(point.getExemplarsList(), out);
          out.writeEndObject();
        });
  }

  static String of(ExponentialHistogramDataPoint point) {
    return Json.write(
        out -> {
          out.writeStartObject();
          out.writeStringField("count", Long.toUnsignedString(point.getCount()));
          if (point.hasSum()) {
            out.writeNumberField("sum", point.getSum());
          }
          out.writeNumberField("scale", point.getScale());
          out.writeStringField("zeroCount", Long.toUnsignedString(point.getZeroCount()));
          out.writeNumberField("zeroThreshold", point.getZeroThreshold());
          buckets("positive", point.getPositive(), out);
          buckets("negative", point.getNegative(), out);
          if (point.hasMin()) {
            out.writeNumberField("min", point.getMin());
          }
          if (point.hasMax()) {
            out.writeNumberField("max", point.getMax());
          }
          out.writeNumberField("flags", point.getFlags());
          exemplars(point.getExemplarsList(), out);
          out.writeEndObject();
        });
  }

  static String of(SummaryDataPoint point) {
    return Json.write(
        out -> {
          out.writeStartObject();
          out.writeStringField("count", Long.toUnsignedString(point.getCount()));
          out.writeNumberField("sum", point.getSum());
          out.writeArrayFieldStart("quantileValues");
          for (var quantile : point.getQuantileValuesList()) {
            out.writeStartObject();
            out.writeNumberField("quantile", quantile.getQuantile());
            out.writeNumberField("value", quantile.getValue());
            out.writeEndObject();
          }
          out.writeEndArray();
          out.writeNumberField("flags", point.getFlags());
          out.writeEndObject();
        });
  }

  private static void buckets(
      String field, ExponentialHistogramDataPoint.Buckets buckets, JsonGenerator out)
      throws IOException {
    out.writeObjectFieldStart(field);
    out.writeNumberField("offset", buckets.getOffset());
    longs("bucketCounts", buckets.getBucketCountsList(), out);
    out.writeEndObject();
  }

  private static void longs(String field, List<Long> counts, JsonGenerator out) throws IOException {
    out.writeArrayFieldStart(field);
    for (long count : counts) {
      out.writeString(Long.toUnsignedString(count));
    }
    out.writeEndArray();
  }

  private static void exemplars(List<Exemplar> exemplars, JsonGenerator out) throws IOException {
    if (exemplars.isEmpty()) {
      return;
    }
    out.writeArrayFieldStart("exemplars");
    for (Exemplar exemplar : exemplars) {
      out.writeStartObject();
      out.writeStringField("timeUnixNano", Long.toUnsignedString(exemplar.getTimeUnixNano()));
      String traceId = Ids.hex(exemplar.getTraceId(), 16);
      String spanId = Ids.hex(exemplar.getSpanId(), 8);
      if (traceId != null) {
        out.writeStringField("traceId", traceId);
      }
      if (spanId != null) {
        out.writeStringField("spanId", spanId);
      }
      switch (exemplar.getValueCase()) {
        case AS_INT -> out.writeStringField("asInt", Long.toString(exemplar.getAsInt()));
        case AS_DOUBLE -> out.writeNumberField("asDouble", exemplar.getAsDouble());
        case VALUE_NOT_SET -> {}
      }
      out.writeFieldName("filteredAttributes");
      out.writeRawValue(RawJson.object(Generated.attributes(exemplar.getFilteredAttributesList())));
      out.writeEndObject();
    }
    out.writeEndArray();
  }
}
