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
import dev.parley.server.auth.Access;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.ObjLongConsumer;
import java.util.function.ToLongFunction;

/**
 * Tells open pages that something new is stored of their project, as server-sent events. Commits
 * drive it: while nobody listens or nothing is stored it does nothing but a heartbeat per listener.
 */
final class Changes implements HttpService, AutoCloseable {
  private static final long QUIET_MILLIS = 250;
  private static final long HEARTBEAT_SECONDS = 15;

  private final ToLongFunction<String> revision;
  private final AutoCloseable subscription;
  private final Map<String, Channel> channels = new ConcurrentHashMap<>();

  /** The listeners of one project. */
  private static final class Channel {
    private final String project;
    private final Set<StreamWriter<ServerSentEvent>> listeners = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private volatile long lastSentNanos = System.nanoTime() - TimeUnit.SECONDS.toNanos(1);

    Channel(String project) {
      this.project = project;
    }
  }

  /**
   * @param revision of a project
   * @param onCommit has a listener told of each commit's project
   */
  Changes(
      ToLongFunction<String> revision, Function<ObjLongConsumer<String>, AutoCloseable> onCommit) {
    this.revision = revision;
    this.subscription = onCommit.apply((project, ignored) -> committed(project));
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    if (context.method() != HttpMethod.GET) {
      return HttpResponse.of(HttpStatus.METHOD_NOT_ALLOWED);
    }
    context.clearRequestTimeout();
    Access access = Access.of(context);
    Channel channel = channels.computeIfAbsent(access.project(), Channel::new);
    StreamWriter<ServerSentEvent> listener = StreamMessage.streaming();
    // Before the greeting, or a commit between the two would be told to nobody.
    channel.listeners.add(listener);
    write(listener, event("hello", channel.project));
    Future<?> heartbeat =
        context
            .eventLoop()
            .withoutContext()
            .scheduleAtFixedRate(
                () -> {
                  if (access.isValid()) {
                    write(listener, ServerSentEvent.ofComment("heartbeat"));
                  } else {
                    listener.close();
                  }
                },
                HEARTBEAT_SECONDS,
                HEARTBEAT_SECONDS,
                TimeUnit.SECONDS);
    CompletableFuture<Void> unused =
        listener
            .whenComplete()
            .whenComplete(
                (done, failure) -> {
                  channel.listeners.remove(listener);
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

  private void committed(String project) {
    Channel channel = channels.get(project);
    if (channel != null
        && !channel.listeners.isEmpty()
        && channel.scheduled.compareAndSet(false, true)) {
      long sinceLast = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - channel.lastSentNanos);
      Future<?> unused =
          CommonPools.workerGroup()
              .next()
              .schedule(
                  () -> send(channel),
                  Math.max(0, QUIET_MILLIS - sinceLast),
                  TimeUnit.MILLISECONDS);
    }
  }

  private void send(Channel channel) {
    channel.lastSentNanos = System.nanoTime();
    channel.scheduled.set(false);
    ServerSentEvent event = event("commit", channel.project);
    channel.listeners.forEach(listener -> write(listener, event));
  }

  /** To a page that has gone there is nothing to say: its stream removes itself. */
  private static void write(StreamWriter<ServerSentEvent> listener, ServerSentEvent event) {
    boolean unused = listener.tryWrite(event);
  }

  private ServerSentEvent event(String name, String project) {
    return ServerSentEvent.builder()
        .event(name)
        .data(
            "{\"revision\":"
                + revision.applyAsLong(project)
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
    channels.values().forEach(channel -> channel.listeners.forEach(StreamWriter::close));
  }
}
