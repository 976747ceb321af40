package dev.parley.sdk.internal.setup;

import dev.parley.sdk.instrumentation.Json;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.metrics.data.DoublePointData;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.PointData;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * One line for each span, log record or metric's point, for people and for {@code grep}:
 *
 * <pre>{@code
 * 2026-01-31T09:30:00.125Z span "chat gpt-4o" CLIENT 812.4ms OK trace=… id=… parent=… gen_ai.request.model=gpt-4o …
 * }</pre>
 *
 * A text with blanks or other characters that would break the line is written as a JSON string.
 */
final class ConsoleLine {
  private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}_.:/@+*#%$-]+");
  private static final double NANOS_PER_MILLI = 1e6;

  private final StringBuilder line = new StringBuilder();

  private ConsoleLine(long epochNanos, String kind) {
    long seconds = TimeUnit.NANOSECONDS.toSeconds(epochNanos);
    line.append(Instant.ofEpochSecond(seconds, epochNanos - TimeUnit.SECONDS.toNanos(seconds)))
        .append(' ')
        .append(kind);
  }

  static String of(SpanData span) {
    ConsoleLine out = new ConsoleLine(span.getStartEpochNanos(), "span");
    double millis = (span.getEndEpochNanos() - span.getStartEpochNanos()) / NANOS_PER_MILLI;
    StatusData status = span.getStatus();
    out.word(text(span.getName()))
        .word(span.getKind().name())
        .word(String.format(Locale.ROOT, "%.1fms", millis))
        .word(status.getStatusCode().name());
    if (!status.getDescription().isEmpty()) {
      out.word(text(status.getDescription()));
    }
    out.context(span.getSpanContext());
    if (span.getParentSpanContext().isValid()) {
      out.pair("parent", span.getParentSpanId());
    }
    out.attributes(span.getAttributes());
    for (EventData event : span.getEvents()) {
      out.word("| event").word(text(event.getName())).attributes(event.getAttributes());
    }
    return out.line.toString();
  }

  static String of(LogRecordData log) {
    long time =
        log.getTimestampEpochNanos() != 0
            ? log.getTimestampEpochNanos()
            : log.getObservedTimestampEpochNanos();
    ConsoleLine out = new ConsoleLine(time, "log");
    out.word(log.getSeverity().name());
    if (log.getEventName() != null) {
      out.word(text(log.getEventName()));
    }
    if (log.getBodyValue() != null) {
      out.word(text(log.getBodyValue().asString()));
    }
    if (log.getSpanContext().isValid()) {
      out.context(log.getSpanContext());
    }
    return out.attributes(log.getAttributes()).line.toString();
  }

  static String of(MetricData metric, PointData point) {
    ConsoleLine out = new ConsoleLine(point.getEpochNanos(), "metric");
    out.word(text(metric.getName()));
    if (point instanceof LongPointData number) {
      out.pair("value", number.getValue());
    } else if (point instanceof DoublePointData number) {
      out.pair("value", number.getValue());
    } else if (point instanceof HistogramPointData histogram) {
      out.pair("count", histogram.getCount()).pair("sum", histogram.getSum());
    }
    if (!metric.getUnit().isEmpty()) {
      out.pair("unit", metric.getUnit());
    }
    return out.attributes(point.getAttributes()).line.toString();
  }

  private ConsoleLine context(SpanContext context) {
    return pair("trace", context.getTraceId()).pair("id", context.getSpanId());
  }

  private ConsoleLine attributes(Attributes attributes) {
    attributes.forEach((key, value) -> pair(text(key.getKey()), value));
    return this;
  }

  private ConsoleLine pair(String key, Object value) {
    String written = value instanceof String string ? text(string) : Json.write(value);
    line.append(' ').append(key).append('=').append(written);
    return this;
  }

  private ConsoleLine word(String word) {
    line.append(' ').append(word);
    return this;
  }

  private static String text(String text) {
    return PLAIN.matcher(text).matches() ? text : Json.write(text);
  }
}
