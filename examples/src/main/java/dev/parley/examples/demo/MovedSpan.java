package dev.parley.examples.demo;

import io.opentelemetry.sdk.trace.data.DelegatingSpanData;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;

/** A span at other times; everything else is as it was. */
final class MovedSpan extends DelegatingSpanData {

  private final long startNanos;
  private final long endNanos;
  private final List<EventData> events;

  MovedSpan(SpanData span, TimeShift.Clockwork clock) {
    super(span);
    startNanos = clock.move(span.getStartEpochNanos());
    endNanos = clock.move(span.getEndEpochNanos());
    events =
        span.getEvents().stream()
            .map(
                event ->
                    EventData.create(
                        clock.move(event.getEpochNanos()),
                        event.getName(),
                        event.getAttributes(),
                        event.getTotalAttributeCount()))
            .toList();
  }

  @Override
  public long getStartEpochNanos() {
    return startNanos;
  }

  @Override
  public long getEndEpochNanos() {
    return endNanos;
  }

  @Override
  public List<EventData> getEvents() {
    return events;
  }
}
