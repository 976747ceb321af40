package dev.parley.examples.demo;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * Exports traces at the times that a plan gives them. It keeps the spans of a trace until its root
 * has ended, then moves them together and passes them on, in batches. Traces that the plan doesn't
 * know pass through as they are. Thread-safe.
 */
public final class TimeShiftingExporter implements SpanExporter {

  private static final int BATCH = 400;

  private final SpanExporter exporter;
  private final TimeShift shift;
  private final Function<List<SpanData>, Optional<Instant>> plan;

  /** Guarded by this. */
  private final Map<String, List<SpanData>> open = new HashMap<>();

  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile boolean failed;

  /** Guarded by this. */
  private List<SpanData> ready = new ArrayList<>();

  /**
   * An exporter before another one.
   *
   * @param plan when a trace, given whole, shall have started; empty to leave it as it is
   */
  public TimeShiftingExporter(
      SpanExporter exporter, TimeShift shift, Function<List<SpanData>, Optional<Instant>> plan) {
    this.exporter = exporter;
    this.shift = shift;
    this.plan = plan;
  }

  @Override
  public CompletableResultCode export(Collection<SpanData> spans) {
    List<SpanData> batch = List.of();
    synchronized (this) {
      for (SpanData span : spans) {
        open.computeIfAbsent(span.getTraceId(), id -> new ArrayList<>()).add(span);
        if (!span.getParentSpanContext().isValid()) {
          close(span.getTraceId());
        }
      }
      if (ready.size() >= BATCH) {
        batch = drain();
      }
    }
    return batch.isEmpty() ? CompletableResultCode.ofSuccess() : deliver(batch);
  }

  /** Exports what is complete, and incomplete traces as they are. */
  @Override
  public CompletableResultCode flush() {
    List<SpanData> batch;
    synchronized (this) {
      List.copyOf(open.keySet()).forEach(this::close);
      batch = drain();
    }
    List<CompletableResultCode> results = new ArrayList<>();
    if (!batch.isEmpty()) {
      results.add(deliver(batch));
    }
    results.add(exporter.flush());
    return CompletableResultCode.ofAll(results);
  }

  /** Flushes, and closes the exporter behind; more than one tracer provider may do so. */
  @Override
  public CompletableResultCode shutdown() {
    return closed.compareAndSet(false, true)
        ? CompletableResultCode.ofAll(List.of(flush(), exporter.shutdown()))
        : CompletableResultCode.ofSuccess();
  }

  /** Whether every export that has ended so far succeeded. */
  public boolean deliveredEverything() {
    return !failed;
  }

  private CompletableResultCode deliver(List<SpanData> batch) {
    CompletableResultCode result = exporter.export(batch);
    result.whenComplete(
        () -> {
          if (!result.isSuccess()) {
            failed = true;
          }
        });
    return result;
  }

  private void close(String traceId) {
    List<SpanData> trace = open.remove(traceId);
    if (trace != null) {
      ready.addAll(plan.apply(trace).map(start -> shift.apply(trace, start)).orElse(trace));
    }
  }

  private List<SpanData> drain() {
    List<SpanData> batch = ready;
    ready = new ArrayList<>();
    return batch;
  }
}
