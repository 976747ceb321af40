package dev.parley.server.metrics;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes families of series in one of the formats. Used once, by one thread. */
final class Exposition {
  private final Format format;
  private final StringBuilder text = new StringBuilder(16 * 1024);

  Exposition(Format format) {
    this.format = format;
  }

  /** Adds a family of calls' series; one without a series is left out. */
  Exposition add(Family family, Map<String, Series> series) {
    if (series.isEmpty()) {
      return this;
    }
    if (family.isHistogram()) {
      head(family.text, "histogram", family.unit, family.help);
      series.forEach((labels, values) -> histogram(family.text, labels, values.shown()));
    } else {
      head(family.text, "counter", family.unit, family.help);
      series.forEach(
          (labels, values) ->
              sample(family.text + "_total", labels, Series.plain(values.shown().get(0))));
    }
    return this;
  }

  /**
   * Adds a counter.
   *
   * @param name without {@code _total}
   * @param values by labels
   */
  Exposition counter(String name, String help, Map<String, Long> values) {
    head(name, "counter", null, help);
    values.forEach((labels, value) -> sample(name + "_total", labels, Long.toString(value)));
    return this;
  }

  /** Adds a gauge of one value. */
  Exposition gauge(String name, @Nullable String unit, String help, String value) {
    return gauge(name, unit, help, "", value);
  }

  /** Adds a gauge of one value with labels. */
  Exposition gauge(String name, @Nullable String unit, String help, String labels, String value) {
    head(name, "gauge", unit, help);
    sample(name, labels, value);
    return this;
  }

  /** Adds a gauge of several values, by labels. */
  Exposition gauges(String name, String unit, String help, Map<String, Long> values) {
    head(name, "gauge", unit, help);
    values.forEach((labels, value) -> sample(name, labels, Long.toString(value)));
    return this;
  }

  /**
   * Adds a histogram of seconds.
   *
   * @param bounds of the buckets, as they are written, without that of all
   * @param atMost how many are in each of them or in one before it
   */
  Exposition histogram(
      String name,
      String help,
      List<String> bounds,
      List<Long> atMost,
      long count,
      BigDecimal sum) {
    head(name, "histogram", "seconds", help);
    for (int i = 0; i < bounds.size(); i++) {
      sample(name + "_bucket", "le=\"" + bounds.get(i) + '"', Long.toString(atMost.get(i)));
    }
    sample(name + "_bucket", "le=\"+Inf\"", Long.toString(count));
    sample(name + "_sum", "", Series.plain(sum));
    sample(name + "_count", "", Long.toString(count));
    return this;
  }

  private void head(String name, String type, @Nullable String unit, String help) {
    boolean open = format == Format.OPEN_METRICS;
    // Before OpenMetrics a counter's family was called like its samples.
    String family = !open && type.equals("counter") ? name + "_total" : name;
    text.append("# HELP ").append(family).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(family).append(' ').append(type).append('\n');
    if (open && unit != null) {
      text.append("# UNIT ").append(family).append(' ').append(unit).append('\n');
    }
  }

  private void histogram(String name, String labels, List<BigDecimal> values) {
    int buckets = Bounds.LABELS.size();
    String before = labels.isEmpty() ? "" : labels + ",";
    for (int i = 0; i < buckets; i++) {
      sample(
          name + "_bucket",
          before + "le=\"" + Bounds.LABELS.get(i) + '"',
          Series.plain(values.get(i)));
    }
    sample(name + "_sum", labels, Series.plain(values.get(buckets)));
    sample(name + "_count", labels, Series.plain(values.get(buckets - 1)));
  }

  private void sample(String name, String labels, String value) {
    text.append(name);
    if (!labels.isEmpty()) {
      text.append('{').append(labels).append('}');
    }
    text.append(' ').append(value).append('\n');
  }

  /** The whole text. */
  String end() {
    if (format == Format.OPEN_METRICS) {
      text.append("# EOF\n");
    }
    return text.toString();
  }
}
