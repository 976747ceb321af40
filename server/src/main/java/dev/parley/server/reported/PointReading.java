package dev.parley.server.reported;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.server.model.MetricPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the number or the histogram of a stored data point. */
final class PointReading {
  static final ObjectMapper JSON = new ObjectMapper();

  /** SDKs use -10 to 20. */
  private static final int MOST_SCALE = 24;

  /** Buckets of SDKs' finest scale reach it only where doubles end. */
  private static final long MOST_OFFSET = 1L << 30;

  private PointReading() {}

  /** Null when the point has no number that could be summed. */
  static @Nullable Amount amount(MetricPoint.Type type, @Nullable Double value, String data) {
    return switch (type) {
      case SUM ->
          value == null || !Double.isFinite(value) || value < 0 ? null : new Amount(value, 0, null);
      // A gauge is a state, such as the largest value so far; states don't add up.
      case GAUGE -> null;
      case HISTOGRAM, EXPONENTIAL_HISTOGRAM, SUMMARY -> distribution(type, data);
    };
  }

  private static @Nullable Amount distribution(MetricPoint.Type type, String data) {
    JsonNode point = tree(data);
    if (point == null || !point.has("sum")) {
      return null;
    }
    double sum = point.path("sum").asDouble();
    if (!Double.isFinite(sum) || sum < 0) {
      return null;
    }
    Buckets buckets =
        switch (type) {
          case HISTOGRAM -> explicit(point);
          case EXPONENTIAL_HISTOGRAM -> exponential(point);
          default -> null;
        };
    return new Amount(sum, Math.max(0, point.path("count").asLong()), buckets);
  }

  private static @Nullable Buckets explicit(JsonNode point) {
    List<Double> bounds = new ArrayList<>();
    point.path("explicitBounds").forEach(bound -> bounds.add(bound.asDouble()));
    List<Long> counts = new ArrayList<>();
    point.path("bucketCounts").forEach(count -> counts.add(Math.max(0, count.asLong())));
    return counts.size() == bounds.size() + 1 ? new ExplicitBuckets(bounds, counts) : null;
  }

  private static @Nullable Buckets exponential(JsonNode point) {
    int scale = point.path("scale").asInt();
    JsonNode positive = point.path("positive");
    int index = positive.path("offset").asInt();
    if (Math.abs((long) scale) > MOST_SCALE || Math.abs((long) index) > MOST_OFFSET) {
      return null;
    }
    SortedMap<Integer, Long> counts = new TreeMap<>();
    for (JsonNode count : positive.path("bucketCounts")) {
      counts.put(index++, Math.max(0, count.asLong()));
    }
    return new ExponentialBuckets(scale, Math.max(0, point.path("zeroCount").asLong()), counts);
  }

  static @Nullable JsonNode tree(String json) {
    try {
      JsonNode node = JSON.readTree(json);
      return node != null && node.isObject() ? node : null;
    } catch (JsonProcessingException notJson) {
      return null;
    }
  }
}
