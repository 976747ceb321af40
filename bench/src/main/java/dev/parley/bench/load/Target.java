package dev.parley.bench.load;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.util.concurrent.CompletableFuture;

/** Where spans are sent. Thread-safe. */
interface Target {
  /** What became of a request. */
  enum Answer {
    STORED,
    /** Not now; the same may be sent again. */
    LATER,
    REFUSED
  }

  /** The bytes to send. */
  byte[] encode(ExportTraceServiceRequest request);

  /** Sends them; the future never fails. */
  CompletableFuture<Answer> send(byte[] encoded);
}
