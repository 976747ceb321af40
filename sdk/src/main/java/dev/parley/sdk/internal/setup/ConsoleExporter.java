package dev.parley.sdk.internal.setup;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.PrintStream;
import java.util.Collection;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Prints telemetry, a {@link ConsoleLine} each. Never closes the stream. */
final class ConsoleExporter {
  private final Supplier<PrintStream> out;

  ConsoleExporter(Supplier<PrintStream> out) {
    this.out = out;
  }

  SpanExporter spans() {
    return new Spans(this);
  }

  MetricExporter metrics() {
    return new Metrics(this);
  }

  LogRecordExporter logs() {
    return new Logs(this);
  }

  private CompletableResultCode print(Stream<String> lines) {
    PrintStream stream = out.get();
    lines.forEach(stream::println);
    return flush();
  }

  private CompletableResultCode flush() {
    out.get().flush();
    return CompletableResultCode.ofSuccess();
  }

  private record Spans(ConsoleExporter console) implements SpanExporter {
    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
      return console.print(spans.stream().map(ConsoleLine::of));
    }

    @Override
    public CompletableResultCode flush() {
      return console.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
      return console.flush();
    }
  }

  private record Logs(ConsoleExporter console) implements LogRecordExporter {
    @Override
    public CompletableResultCode export(Collection<LogRecordData> logs) {
      return console.print(logs.stream().map(ConsoleLine::of));
    }

    @Override
    public CompletableResultCode flush() {
      return console.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
      return console.flush();
    }
  }

  private record Metrics(ConsoleExporter console) implements MetricExporter {
    @Override
    public AggregationTemporality getAggregationTemporality(InstrumentType type) {
      return AggregationTemporality.CUMULATIVE;
    }

    @Override
    public CompletableResultCode export(Collection<MetricData> metrics) {
      return console.print(
          metrics.stream()
              .flatMap(
                  metric ->
                      metric.getData().getPoints().stream()
                          .map(point -> ConsoleLine.of(metric, point))));
    }

    @Override
    public CompletableResultCode flush() {
      return console.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
      return console.flush();
    }
  }
}
