package dev.parley.bench.torture;

import com.linecorp.armeria.client.grpc.GrpcClients;
import dev.parley.bench.server.ServerProcess;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc.TraceServiceBlockingStub;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Senders over HTTP and gRPC, each with one request under way, that note in the ledger what was
 * acknowledged.
 */
final class Load {
  private static final int SENDERS = 6;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** How a request ended. */
  enum Outcome {
    ACKNOWLEDGED,
    /** Told to come again. */
    REFUSED,
    /** No answer: nobody can tell. */
    UNANSWERED
  }

  /** A request without an answer, and when it was begun. */
  record Unanswered(Batch batch, long begunNanos, String why) {}

  private interface Sender {
    Outcome send(ExportTraceServiceRequest request) throws IOException, InterruptedException;
  }

  private final Ledger ledger;
  private final Supplier<@Nullable Batch> next;
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicInteger refused = new AtomicInteger();
  private final ConcurrentLinkedQueue<Unanswered> unanswered = new ConcurrentLinkedQueue<>();
  private volatile boolean ended;

  private Load(Ledger ledger, Supplier<@Nullable Batch> next) {
    this.ledger = ledger;
    this.next = next;
  }

  /** Sends batches until {@code next} gives none, the server is gone, or {@link #end}. */
  static Load start(ServerProcess.Address server, Ledger ledger, Supplier<@Nullable Batch> next) {
    Load load = new Load(ledger, next);
    HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    for (int i = 0; i < SENDERS; i++) {
      Sender sender = i % 2 == 0 ? http(http, server.http()) : grpc(server.grpc());
      Thread thread = new Thread(() -> load.run(sender), "torture-sender-" + i);
      thread.setDaemon(true);
      load.threads.add(thread);
      thread.start();
    }
    return load;
  }

  /** Lets the requests under way end, and sends no more. */
  void end() throws InterruptedException {
    ended = true;
    join();
  }

  /** Waits for all senders. */
  void join() throws InterruptedException {
    for (Thread thread : threads) {
      thread.join();
    }
  }

  long acknowledged() {
    return acknowledged.get();
  }

  int refused() {
    return refused.get();
  }

  List<Unanswered> unanswered() {
    return List.copyOf(unanswered);
  }

  private void run(Sender sender) {
    while (!ended) {
      Batch batch = next.get();
      if (batch == null) {
        return;
      }
      ledger.sent(batch);
      long begun = System.nanoTime();
      try {
        Outcome outcome = sender.send(batch.request());
        if (outcome == Outcome.ACKNOWLEDGED) {
          ledger.acknowledged(batch);
          acknowledged.incrementAndGet();
        } else {
          refused.incrementAndGet();
        }
      } catch (IOException e) {
        unanswered.add(new Unanswered(batch, begun, e.toString()));
        return;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private static Sender http(HttpClient client, String address) {
    URI uri = URI.create(address + "/v1/traces");
    return request -> {
      HttpResponse<byte[]> response =
          client.send(
              HttpRequest.newBuilder(uri)
                  .timeout(PATIENCE)
                  .header("content-type", "application/x-protobuf")
                  .POST(HttpRequest.BodyPublishers.ofByteArray(request.toByteArray()))
                  .build(),
              HttpResponse.BodyHandlers.ofByteArray());
      return switch (response.statusCode()) {
        case 200 -> whole(ExportTraceServiceResponse.parseFrom(response.body()));
        case 429, 503 -> Outcome.REFUSED;
        default -> throw new IllegalStateException("the server answered " + response.statusCode());
      };
    };
  }

  private static Sender grpc(String address) {
    TraceServiceBlockingStub stub =
        GrpcClients.builder("gproto+" + address + "/")
            .responseTimeout(PATIENCE)
            .build(TraceServiceBlockingStub.class);
    return request -> {
      try {
        return whole(stub.export(request));
      } catch (StatusRuntimeException e) {
        Status status = e.getStatus();
        // Without a cause of the connection's, it is an answer.
        if (status.getCause() == null
            && (status.getCode() == Status.Code.UNAVAILABLE
                || status.getCode() == Status.Code.RESOURCE_EXHAUSTED)) {
          return Outcome.REFUSED;
        }
        throw new IOException(e);
      }
    };
  }

  /** Every span of a batch is usable, so a partial success would be a loss. */
  private static Outcome whole(ExportTraceServiceResponse response) {
    if (response.getPartialSuccess().getRejectedSpans() > 0) {
      throw new IllegalStateException(
          "spans were rejected: " + response.getPartialSuccess().getErrorMessage());
    }
    return Outcome.ACKNOWLEDGED;
  }
}
