package dev.parley.server.api;

import com.linecorp.armeria.common.CommonPools;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.sse.ServerSentEvent;
import com.linecorp.armeria.common.stream.StreamMessage;
import com.linecorp.armeria.common.stream.StreamWriter;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.streaming.ServerSentEvents;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Tells open pages that something new is stored, as server-sent events. Commits drive it: while
 * nobody listens or nothing is stored it does nothing but a heartbeat per listener.
 */
final class Changes implements HttpService, AutoCloseable {
  private static final long QUIET_MILLIS = 250;
  private static final long HEARTBEAT_SECONDS = 15;

  private final LongSupplier revision;
  private final AutoCloseable subscription;
  private final Set<StreamWriter<ServerSentEvent>> listeners = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private volatile long lastSentNanos = System.nanoTime() - TimeUnit.SECONDS.toNanos(1);

  Changes(LongSupplier revision, Function<LongConsumer, AutoCloseable> onCommit) {
    this.revision = revision;
    this.subscription = onCommit.apply(ignored -> committed());
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    if (context.method() != HttpMethod.GET) {
      return HttpResponse.of(HttpStatus.METHOD_NOT_ALLOWED);
    }
    context.clearRequestTimeout();
    StreamWriter<ServerSentEvent> listener = StreamMessage.streaming();
    // Before the greeting, or a commit between the two would be told to nobody.
    listeners.add(listener);
    write(listener, event("hello"));
    Future<?> heartbeat =
        context
            .eventLoop()
            .withoutContext()
            .scheduleAtFixedRate(
                () -> write(listener, ServerSentEvent.ofComment("heartbeat")),
                HEARTBEAT_SECONDS,
                HEARTBEAT_SECONDS,
                TimeUnit.SECONDS);
    CompletableFuture<Void> unused =
        listener
            .whenComplete()
            .whenComplete(
                (done, failure) -> {
                  listeners.remove(listener);
                  heartbeat.cancel(false);
                });
    return ServerSentEvents.fromPublisher(
        ResponseHeaders.builder(HttpStatus.OK)
            .contentType(MediaType.EVENT_STREAM)
            .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
            .set(HttpHeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff")
            .build(),
        listener);
  }

  private void committed() {
    if (!listeners.isEmpty() && scheduled.compareAndSet(false, true)) {
      long sinceLast = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - lastSentNanos);
      Future<?> unused =
          CommonPools.workerGroup()
              .next()
              .schedule(this::send, Math.max(0, QUIET_MILLIS - sinceLast), TimeUnit.MILLISECONDS);
    }
  }

  private void send() {
    lastSentNanos = System.nanoTime();
    scheduled.set(false);
    ServerSentEvent event = event("commit");
    listeners.forEach(listener -> write(listener, event));
  }

  /** To a page that has gone there is nothing to say: its stream removes itself. */
  private static void write(StreamWriter<ServerSentEvent> listener, ServerSentEvent event) {
    boolean unused = listener.tryWrite(event);
  }

  private ServerSentEvent event(String name) {
    return ServerSentEvent.builder()
        .event(name)
        .data(
            "{\"revision\":"
                + revision.getAsLong()
                + ",\"now\":"
                + System.currentTimeMillis()
                + "}")
        .build();
  }

  @Override
  public void close() {
    try {
      subscription.close();
    } catch (Exception e) {
      throw new IllegalStateException("a subscription ends quietly", e);
    }
    listeners.forEach(StreamWriter::close);
  }
}
