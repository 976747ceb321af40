package dev.parley.server;

import com.linecorp.armeria.common.SessionProtocol;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServerPort;
import dev.parley.pricing.PriceBook;
import dev.parley.server.api.Api;
import dev.parley.server.api.HostCheck;
import dev.parley.server.config.ConfigException;
import dev.parley.server.config.PriceFile;
import dev.parley.server.config.ServerConfig;
import dev.parley.server.ingest.GroupCommit;
import dev.parley.server.ingest.IngestLimits;
import dev.parley.server.lifecycle.Removals;
import dev.parley.server.lifecycle.Retention;
import dev.parley.server.metrics.CallMetrics;
import dev.parley.server.metrics.MetricsService;
import dev.parley.server.otlp.Acceptors;
import dev.parley.server.otlp.OtlpLimits;
import dev.parley.server.otlp.OtlpServices;
import dev.parley.server.query.Pricer;
import dev.parley.server.query.Queries;
import dev.parley.server.store.Project;
import dev.parley.server.store.duckdb.DuckDbBackups;
import dev.parley.server.store.duckdb.DuckDbCallCounters;
import dev.parley.server.store.duckdb.DuckDbLifecycle;
import dev.parley.server.store.duckdb.DuckDbOptions;
import dev.parley.server.store.duckdb.DuckDbSpanReader;
import dev.parley.server.store.duckdb.DuckDbStore;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running server: the one place that knows every package and wires them by constructor. {@link
 * #start} returns when it takes requests; {@link #close} answers what it has taken, commits it and
 * lets go of the folder and the ports.
 */
public final class ParleyServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ParleyServer.class);
  private static final Duration QUIET = Duration.ofMillis(50);
  private static final Duration LAST_ANSWERS = Duration.ofSeconds(9);

  /** Longer than any query may take, so that its own limit speaks first. */
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(60);

  private static final String VERSION = "0.1.0";

  /** What is to be closed, in the order in which it was opened. */
  private final Deque<AutoCloseable> open;

  private final List<String> addresses;
  private boolean closed;

  private ParleyServer(Deque<AutoCloseable> open, List<String> addresses) {
    this.open = open;
    this.addresses = addresses;
  }

  /**
   * Opens the store and starts to listen.
   *
   * @throws ConfigException if the file of prices can't be used
   * @throws dev.parley.server.store.StoreOpenException if the data folder can't be used
   * @throws PortInUseException if a port is taken
   */
  public static ParleyServer start(ServerConfig config) {
    PriceBook prices = prices(config);
    // Before the store, so that a taken port leaves no trace in the data folder.
    List<Integer> ports =
        List.of(
            free(config.bindAddress(), config.grpcPort(), "grpc-port"),
            free(config.bindAddress(), config.httpPort(), "http-port"));
    List<String> addresses =
        ports.stream().map(port -> "http://" + host(config.bindAddress()) + ":" + port).toList();
    Deque<AutoCloseable> open = new ArrayDeque<>();
    try {
      DuckDbStore store = DuckDbStore.open(config.dataFolder(), storeOptions(config));
      open.push(store);
      GroupCommit ingest = GroupCommit.start(store, ingestLimits(config));
      open.push(ingest);
      DuckDbLifecycle lifecycle = new DuckDbLifecycle(store);
      Removals removals = new Removals(ingest, lifecycle);
      Retention retention =
          new Retention(
              removals,
              lifecycle,
              new Retention.Limits(config.retentionDays(), config.retentionBytes()),
              Clock.systemUTC());
      open.push(retention);
      retention.start();
      OtlpServices otlp =
          new OtlpServices(ingest, OtlpLimits.ofBodies(config.maxBodyBytes()), ingest::rejected);
      open.push(otlp);
      Api api =
          new Api(
              new Queries(new DuckDbSpanReader(store), prices),
              ingest,
              removals,
              new DuckDbBackups(store),
              () -> addresses,
              VERSION);
      @Nullable MetricsService metrics = null;
      DuckDbCallCounters counters = new DuckDbCallCounters(store, Project.DEFAULT);
      if (!config.metrics()) {
        counters.end();
      } else {
        CallMetrics calls =
            new CallMetrics(
                counters,
                new Pricer(prices),
                config.metricsSeries(),
                CallMetrics.SETTLING,
                () -> lastReceived(ingest));
        open.push(calls);
        calls.start();
        metrics = new MetricsService(calls, ingest::status, otlp::refusals, VERSION);
      }
      Server http = listen(config, ports, otlp, api, metrics);
      open.push(() -> http.stop().join());
      open.push(RunningServer.announce(config.dataFolder(), addresses.get(1)));
      // Its streams never end by themselves, and the stop would wait for them.
      open.push(api);
      return new ParleyServer(open, addresses);
    } catch (RuntimeException | Error e) {
      closeAll(open, e);
      throw e;
    }
  }

  /**
   * The built-in prices, and those of the user's file over them.
   *
   * @throws ConfigException if the file can't be used
   */
  static PriceBook prices(ServerConfig config) {
    PriceBook builtIn = PriceFile.builtIn();
    return config.pricesFile() == null
        ? builtIn
        : PriceFile.withOverrides(builtIn, config.pricesFile());
  }

  private static long lastReceived(GroupCommit ingest) {
    Long nanos = ingest.status().stored().lastReceivedNanos();
    return nanos == null ? 0 : nanos;
  }

  static DuckDbOptions storeOptions(ServerConfig config) {
    return new DuckDbOptions(
        config.memoryLimitMb(), DuckDbOptions.DEFAULT.walAutocheckpointMb(), config.queryThreads());
  }

  private static IngestLimits ingestLimits(ServerConfig config) {
    IngestLimits defaults = IngestLimits.DEFAULT;
    return new IngestLimits(
        defaults.groupRecords(),
        defaults.groupWait(),
        config.queueRecords(),
        defaults.queuedCharacters(),
        defaults.deadline(),
        defaults.drain());
  }

  private static Server listen(
      ServerConfig config,
      List<Integer> ports,
      OtlpServices otlp,
      Api api,
      @Nullable MetricsService metrics) {
    ServerBuilder builder = Server.builder();
    for (int port : ports) {
      builder.port(
          new ServerPort(new InetSocketAddress(config.bindAddress(), port), SessionProtocol.HTTP));
    }
    builder
        .bossGroupFactory(Acceptors::endingAtOnce)
        .requestTimeout(REQUEST_TIMEOUT)
        .gracefulShutdownTimeout(QUIET, LAST_ANSWERS);
    otlp.mount(builder);
    if (metrics != null) {
      metrics.mount(builder);
    }
    api.mount(builder);
    builder.decorator(
        new HostCheck(config.bindAddress(), config.allowedHosts(), config.allowedOrigins()));
    Server http = builder.build();
    try {
      http.start().join();
    } catch (CompletionException e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof BindException) {
          throw new PortInUseException(
              "port " + ports + " was taken by another process just now; start again", cause);
        }
      }
      throw e;
    }
    return http;
  }

  /** Checks that a port can be had, and turns 0 into a free one. */
  private static int free(InetAddress address, int port, String key) {
    try (ServerSocket socket = new ServerSocket()) {
      // A server that has just ended leaves connections behind that must not look like a running
      // one.
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(address, port));
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new PortInUseException(
          "port "
              + port
              + " is in use by another process (perhaps a Collector or another Parley); stop it, or"
              + " choose another by --"
              + key
              + "=PORT (0 takes a free one)",
          e);
    }
  }

  private static String host(InetAddress address) {
    String text = address.getHostAddress();
    return text.indexOf(':') >= 0 ? "[" + text + "]" : text;
  }

  /** Closes the last opened first, so that nothing is taken that can't be stored any more. */
  private static void closeAll(Deque<AutoCloseable> open, @Nullable Throwable reason) {
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        if (reason == null) {
          log.error("A part of the server could not be closed", e);
        } else {
          reason.addSuppressed(e);
        }
      }
    }
  }

  /** Address of the first port, such as {@code http://127.0.0.1:4317}. */
  public String grpcAddress() {
    return addresses.get(0);
  }

  /** Address of the second port, the one to open in a browser. */
  public String httpAddress() {
    return addresses.get(1);
  }

  /**
   * Stops listening, answers and commits what was taken, and closes the store; later calls do
   * nothing.
   */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      closeAll(open, null);
    }
  }
}
