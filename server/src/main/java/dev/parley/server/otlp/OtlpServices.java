package dev.parley.server.otlp;

import com.linecorp.armeria.server.ServerBuilder;
import dev.parley.server.ingest.Ingest;
import dev.parley.server.redact.Redaction;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ObjLongConsumer;

/**
 * OTLP for traces, logs and metrics by gRPC and by HTTP, on every port of the server that it is
 * mounted on. Thread-safe.
 */
public final class OtlpServices implements AutoCloseable {
  private final OtlpLimits limits;
  private final ExecutorService decoders;
  private final Receiver receiver;

  /**
   * @param ingest where batches go; senders are answered when it is done with them
   * @param redaction what is taken out of requests before anything else looks at them
   * @param rejected is told the project and how many records of a request were unusable
   */
  public OtlpServices(
      Ingest ingest, OtlpLimits limits, Redaction redaction, ObjLongConsumer<String> rejected) {
    this.limits = limits;
    AtomicInteger number = new AtomicInteger();
    this.decoders =
        Executors.newFixedThreadPool(
            Math.max(2, Runtime.getRuntime().availableProcessors()),
            task -> {
              Thread thread = new Thread(task, "otlp-decoder-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    this.receiver = new Receiver(ingest, limits, redaction, rejected, decoders);
  }

  /** As the other, with nobody to tell, and nothing taken out. */
  public OtlpServices(Ingest ingest, OtlpLimits limits) {
    this(ingest, limits, Redaction.NONE, (project, records) -> {});
  }

  /** Bodies of requests since the start, as they were sent, in bytes. */
  public long receivedBytes() {
    return receiver.receivedBytes();
  }

  /** Requests refused since the start by reason, such as {@code malformed} or {@code too_large}. */
  public Map<String, Long> refusals() {
    return receiver.refusals().byReason();
  }

  /** Adds the services and sets the server's limit of a request and its HTTP/2 windows. */
  public void mount(ServerBuilder server) {
    // The default windows of 1 MB halve the throughput of gRPC.
    server
        .http2InitialConnectionWindowSize(16 << 20)
        .http2InitialStreamWindowSize(4 << 20)
        // Above the limit, so that gRPC's own check of a message's length answers first.
        .maxRequestLength(2L * limits.maxBodyBytes())
        .service(new GrpcReceiver(receiver).service(limits));
    for (Signal signal : Signal.values()) {
      server.service(signal.path, new HttpReceiver(signal, receiver, limits));
    }
  }

  /** Ends the decoders; what they still hold is decoded first, for a few seconds at most. */
  @Override
  public void close() {
    decoders.shutdown();
    try {
      if (!decoders.awaitTermination(5, TimeUnit.SECONDS)) {
        decoders.shutdownNow();
      }
    } catch (InterruptedException e) {
      decoders.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
