package dev.parley.server.otlp;

import dev.parley.server.ingest.Ingest;
import dev.parley.server.ingest.Receipt;
import dev.parley.server.model.Batch;
import dev.parley.server.model.LogRecord;
import dev.parley.server.model.MetricPoint;
import dev.parley.server.model.Span;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** An ingest that keeps what it gets in memory and answers as it is told. */
final class RecordingIngest implements Ingest {
  final List<Batch> batches = new CopyOnWriteArrayList<>();
  volatile Supplier<CompletableFuture<Receipt>> answer =
      () -> CompletableFuture.completedFuture(new Receipt(1, 0));

  @Override
  public CompletableFuture<Receipt> submit(String project, Batch batch) {
    batches.add(batch);
    return answer.get();
  }

  List<Span> spans() {
    return batches.stream().flatMap(batch -> batch.spans().stream()).toList();
  }

  List<LogRecord> logs() {
    return batches.stream().flatMap(batch -> batch.logs().stream()).toList();
  }

  List<MetricPoint> points() {
    return batches.stream().flatMap(batch -> batch.points().stream()).toList();
  }
}
