package dev.parley.server;

import com.linecorp.armeria.common.SessionProtocol;
import com.linecorp.armeria.common.TlsProvider;
import com.linecorp.armeria.server.DecoratingHttpServiceFunction;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServerPort;
import dev.parley.pricing.PriceBook;
import dev.parley.server.api.Api;
import dev.parley.server.api.HostCheck;
import dev.parley.server.api.SecurityHeaders;
import dev.parley.server.auth.Authentication;
import dev.parley.server.auth.KeyFile;
import dev.parley.server.auth.Keys;
import dev.parley.server.config.ConfigException;
import dev.parley.server.config.PriceFile;
import dev.parley.server.config.ServerConfig;
import dev.parley.server.ingest.GroupCommit;
import dev.parley.server.ingest.IngestLimits;
import dev.parley.server.lifecycle.Folding;
import dev.parley.server.lifecycle.Removals;
import dev.parley.server.lifecycle.Retention;
import dev.parley.server.metrics.CallMetrics;
import dev.parley.server.metrics.MetricsService;
import dev.parley.server.metrics.ProjectMetrics;
import dev.parley.server.metrics.ServerMetrics;
import dev.parley.server.otlp.Acceptors;
import dev.parley.server.otlp.OtlpLimits;
import dev.parley.server.otlp.OtlpServices;
import dev.parley.server.query.Pricer;
import dev.parley.server.query.Queries;
import dev.parley.server.redact.PatternFile;
import dev.parley.server.redact.Redaction;
import dev.parley.server.store.duckdb.DuckDbBackups;
import dev.parley.server.store.duckdb.DuckDbCallCounters;
import dev.parley.server.store.duckdb.DuckDbLifecycle;
import dev.parley.server.store.duckdb.DuckDbOptions;
import dev.parley.server.store.duckdb.DuckDbSpanReader;
import dev.parley.server.store.duckdb.DuckDbStore;
import dev.parley.server.tracing.OwnTraces;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
  private final Map<String, String> loginLinks;
  private boolean closed;

  private ParleyServer(
      Deque<AutoCloseable> open, List<String> addresses, Map<String, String> loginLinks) {
    this.open = open;
    this.addresses = addresses;
    this.loginLinks = Map.copyOf(loginLinks);
  }

  /**
   * Opens the store and starts to listen.
   *
   * @throws ConfigException if a file that the settings name can't be used, or other machines could
   *     reach a server that has no keys
   * @throws dev.parley.server.auth.KeyFileException if the file of keys can't be used
   * @throws dev.parley.server.store.StoreOpenException if the data folder can't be used
   * @throws PortInUseException if a port is taken
   */
  public static ParleyServer start(ServerConfig config) {
    PriceBook prices = prices(config);
    Keys keys = Keys.open(new KeyFile(config.dataFolder()));
    if (!config.bindAddress().isLoopbackAddress() && !keys.areRequired()) {
      throw new ConfigException(
          "bind-address: "
              + host(config.bindAddress())
              + " can be reached from other machines, and there is no key to ask them for; make one"
              + " by ./parley keys create --data="
              + config.dataFolder()
              + ", or listen on 127.0.0.1");
    }
    Redaction redaction = redaction(config);
    @Nullable TlsProvider tls = config.tls() == null ? null : TlsKeys.read(config.tls());
    // Before the store, so that a taken port leaves no trace in the data folder.
    List<Integer> ports =
        List.of(
            free(config.bindAddress(), config.grpcPort(), "grpc-port"),
            free(config.bindAddress(), config.httpPort(), "http-port"));
    List<String> addresses =
        ports.stream()
            .map(
                port ->
                    (tls == null ? "http://" : "https://")
                        + host(config.bindAddress())
                        + ":"
                        + port)
            .toList();
    Deque<AutoCloseable> open = new ArrayDeque<>();
    try {
      @Nullable OwnTraces traces =
          config.ownTraces() == null ? null : OwnTraces.to(config.ownTraces(), VERSION);
      if (traces != null) {
        open.push(traces);
      }
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
      Folding folding = new Folding(store, ingest);
      open.push(folding);
      folding.start();
      OtlpServices otlp =
          new OtlpServices(
              ingest, OtlpLimits.ofBodies(config.maxBodyBytes()), redaction, ingest::rejected);
      open.push(otlp);
      Api api =
          new Api(
              project -> new Queries(new DuckDbSpanReader(store, project), prices),
              ingest,
              removals,
              redaction,
              new DuckDbBackups(store),
              () -> addresses,
              VERSION);
      Authentication authentication =
          new Authentication(keys, "parley-login-" + ports.get(1), tls != null);
      ServerMetrics self =
          new ServerMetrics(
              ingest, removals, otlp::receivedBytes, store::fileBytes, store::busyReaders);
      @Nullable MetricsService metrics = null;
      if (!config.metrics()) {
        ingest.projects().forEach(project -> new DuckDbCallCounters(store, project).end());
      } else {
        ProjectMetrics calls =
            new ProjectMetrics(
                project ->
                    new CallMetrics(
                        new DuckDbCallCounters(store, project),
                        new Pricer(prices),
                        config.metricsSeries(),
                        CallMetrics.SETTLING,
                        () -> lastReceived(ingest, project)),
                ingest::projects);
        open.push(calls);
        calls.start();
        metrics =
            new MetricsService(
                calls,
                ingest::status,
                () -> refusals(otlp, authentication),
                redaction::counts,
                self,
                VERSION);
      }
      Server http = listen(config, ports, tls, traces, authentication, otlp, api, metrics);
      open.push(() -> http.stop().join());
      open.push(RunningServer.announce(config.dataFolder(), addresses.get(1)));
      // Its streams never end by themselves, and the stop would wait for them.
      open.push(api);
      Map<String, String> links = new TreeMap<>();
      authentication
          .firstLinks()
          .forEach((project, path) -> links.put(project, addresses.get(1) + path));
      return new ParleyServer(open, addresses, links);
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

  private static long lastReceived(GroupCommit ingest, String project) {
    Long nanos = ingest.status(project).stored().lastReceivedNanos();
    return nanos == null ? 0 : nanos;
  }

  static DuckDbOptions storeOptions(ServerConfig config) {
    // No setting for users: the torture has a checkpoint every few commits by it.
    int logMb =
        Integer.getInteger("parley.store.log-mb", DuckDbOptions.DEFAULT.walAutocheckpointMb());
    return new DuckDbOptions(config.memoryLimitMb(), logMb, config.queryThreads());
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
      @Nullable TlsProvider tls,
      @Nullable OwnTraces traces,
      Authentication authentication,
      OtlpServices otlp,
      Api api,
      @Nullable MetricsService metrics) {
    ServerBuilder builder = Server.builder();
    for (int port : ports) {
      builder.port(
          new ServerPort(
              new InetSocketAddress(config.bindAddress(), port),
              tls == null ? SessionProtocol.HTTP : SessionProtocol.HTTPS));
    }
    if (tls != null) {
      builder.tlsProvider(tls);
    }
    builder
        .bossGroupFactory(Acceptors::endingAtOnce)
        .requestTimeout(REQUEST_TIMEOUT)
        .gracefulShutdownTimeout(QUIET, LAST_ANSWERS);
    otlp.mount(builder);
    if (metrics != null) {
      metrics.mount(builder);
    }
    authentication.mount(builder);
    api.mount(builder);
    HostCheck hosts =
        new HostCheck(config.bindAddress(), config.allowedHosts(), config.allowedOrigins());
    SecurityHeaders headers = new SecurityHeaders(tls != null);
    // From the outside in; the order in which a server takes decorators is easily got wrong.
    builder.decorator(
        (service, context, request) -> {
          HttpService guarded = inside(headers, inside(hosts, inside(authentication, service)));
          return traces == null
              ? guarded.serve(context, request)
              : traces.serve(guarded, context, request);
        });
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

  private static Redaction redaction(ServerConfig config) {
    Path patterns = config.redactPatterns();
    try {
      return Redaction.of(
          config.redact(), patterns == null ? Map.of() : PatternFile.read(patterns));
    } catch (IllegalArgumentException e) {
      throw new ConfigException("redact-patterns: " + e.getMessage());
    }
  }

  private static HttpService inside(DecoratingHttpServiceFunction check, HttpService service) {
    return (context, request) -> check.serve(service, context, request);
  }

  private static Map<String, Long> refusals(OtlpServices otlp, Authentication authentication) {
    Map<String, Long> all = new TreeMap<>(otlp.refusals());
    all.putAll(authentication.refusals());
    return all;
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

  /** Addresses that log a browser in once, by project; at the first start with keys alone. */
  public Map<String, String> loginLinks() {
    return loginLinks;
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
