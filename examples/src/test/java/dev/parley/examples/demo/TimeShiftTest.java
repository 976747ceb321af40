package dev.parley.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.sdk.testing.trace.TestSpanData;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TimeShiftTest {

  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

  @Test
  @DisplayName("Leaves get their durations; order and containment stay")
  void shift() {
    List<SpanData> trace =
        List.of(
            span("root", "", 1000, 9000),
            span("db", "root", 1500, 2000),
            span("agent", "root", 2500, 8500),
            span("model", "agent", 3000, 5000),
            span("left", "agent", 5500, 7500),
            span("right", "agent", 6000, 8000));
    Map<String, Duration> wanted =
        Map.of(
            "db", Duration.ofMillis(5),
            "model", Duration.ofSeconds(2),
            "left", Duration.ofMillis(80),
            "right", Duration.ofMillis(200));

    Map<String, SpanData> moved =
        new TimeShift(span -> wanted.get(span.getName()))
            .apply(trace, START).stream()
                .collect(Collectors.toMap(SpanData::getName, Function.identity()));

    assertThat(moved.get("root").getStartEpochNanos())
        .isEqualTo(START.getEpochSecond() * 1_000_000_000L);
    assertThat(duration(moved.get("db"))).isEqualTo(Duration.ofMillis(5));
    assertThat(duration(moved.get("model"))).isEqualTo(Duration.ofSeconds(2));
    assertThat(duration(moved.get("left"))).isGreaterThanOrEqualTo(Duration.ofMillis(80));
    assertThat(duration(moved.get("right"))).isGreaterThanOrEqualTo(Duration.ofMillis(200));
    for (SpanData before : trace) {
      SpanData after = moved.get(before.getName());
      assertThat(after.getEvents().get(0).getEpochNanos())
          .isBetween(after.getStartEpochNanos(), after.getEndEpochNanos());
      for (SpanData other : trace) {
        SpanData otherAfter = moved.get(other.getName());
        assertThat(Long.compare(after.getStartEpochNanos(), otherAfter.getEndEpochNanos()))
            .isEqualTo(Long.compare(before.getStartEpochNanos(), other.getEndEpochNanos()));
        assertThat(Long.compare(after.getStartEpochNanos(), otherAfter.getStartEpochNanos()))
            .isEqualTo(Long.compare(before.getStartEpochNanos(), other.getStartEpochNanos()));
      }
    }
  }

  private static Duration duration(SpanData span) {
    return Duration.ofNanos(span.getEndEpochNanos() - span.getStartEpochNanos());
  }

  private static SpanData span(String name, String parent, long startNanos, long endNanos) {
    return TestSpanData.builder()
        .setName(name)
        .setKind(SpanKind.INTERNAL)
        .setSpanContext(context(name))
        .setParentSpanContext(parent.isEmpty() ? SpanContext.getInvalid() : context(parent))
        .setStartEpochNanos(startNanos)
        .setEndEpochNanos(endNanos)
        .setStatus(StatusData.unset())
        .setHasEnded(true)
        .setEvents(
            List.of(EventData.create((startNanos + endNanos) / 2, "half", Attributes.empty())))
        .build();
  }

  private static SpanContext context(String name) {
    return SpanContext.create(
        TRACE,
        String.format("%016x", name.hashCode() & 0xffffffffL),
        TraceFlags.getSampled(),
        TraceState.getDefault());
  }
}
