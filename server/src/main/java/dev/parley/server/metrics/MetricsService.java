package dev.parley.server.metrics;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.encoding.EncodingService;
import dev.parley.server.auth.Access;
import dev.parley.server.ingest.IngestStatus;
import dev.parley.server.store.Totals;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/** Answers scrapes of {@value #PATH} from memory. Safe for use by many threads. */
public final class MetricsService implements HttpService {
  /** Where scrapers look. */
  public static final String PATH = "/metrics";

  private final Function<String, CallMetrics> calls;
  private final Function<String, IngestStatus> ingest;
  private final Supplier<Map<String, Long>> refusals;
  private final Function<String, Map<String, Long>> redactions;
  private final ServerMetrics server;
  private final String version;

  /**
   * @param calls the counters of a project
   * @param ingest what came in and what is stored of a project
   * @param refusals requests that were refused since the start, by reason
   * @param redactions what was taken out of a project's data since the start, by rule
   * @param server what the server tells of itself
   * @param version of the server
   */
  MetricsService(
      Function<String, CallMetrics> calls,
      Function<String, IngestStatus> ingest,
      Supplier<Map<String, Long>> refusals,
      Function<String, Map<String, Long>> redactions,
      ServerMetrics server,
      String version) {
    this.calls = calls;
    this.ingest = ingest;
    this.refusals = refusals;
    this.redactions = redactions;
    this.server = server;
    this.version = version;
  }

  /** As the other, with the counters of all projects. */
  public MetricsService(
      ProjectMetrics calls,
      Function<String, IngestStatus> ingest,
      Supplier<Map<String, Long>> refusals,
      Function<String, Map<String, Long>> redactions,
      ServerMetrics server,
      String version) {
    this(calls::of, ingest, refusals, redactions, server, version);
  }

  /** Adds the route. */
  public void mount(ServerBuilder server) {
    server.service(
        PATH,
        decorate(EncodingService.builder().encodableContentTypes(type -> true).newDecorator()));
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    if (request.method() != HttpMethod.GET && request.method() != HttpMethod.HEAD) {
      return HttpResponse.of(
          ResponseHeaders.builder(HttpStatus.METHOD_NOT_ALLOWED)
              .contentType(MediaType.PLAIN_TEXT_UTF_8)
              .set(HttpHeaderNames.ALLOW, "GET, HEAD")
              .build(),
          HttpData.ofUtf8("method " + request.method() + " on " + PATH + " (expected: GET)\n"));
    }
    String project = Access.of(context).project();
    Format format = Format.of(request.headers().get(HttpHeaderNames.ACCEPT, ""));
    return HttpResponse.of(
        CompletableFuture.supplyAsync(
            () ->
                HttpResponse.of(
                    ResponseHeaders.builder(HttpStatus.OK)
                        .set(HttpHeaderNames.CONTENT_TYPE, format.mediaType)
                        .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
                        .set(HttpHeaderNames.VARY, "accept")
                        .set(HttpHeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff")
                        .build(),
                    HttpData.ofUtf8(text(project, format))),
            context.blockingTaskExecutor()));
  }

  /** What a scrape with a key of the project gets. */
  String text(String project, Format format) {
    Exposition text = new Exposition(format);
    CallMetrics.State state = calls.apply(project).state();
    for (Family family : Family.values()) {
      text.add(family, state.series().getOrDefault(family, Map.of()));
    }
    text.gauge(
        "parley_metrics_counted_until_timestamp_seconds",
        "seconds",
        "Calls that were received until then are in the counters of calls.",
        seconds(state.countedUntilNanos()));
    health(project, text);
    redactions(project, text);
    server.add(text);
    return text.end();
  }

  private void redactions(String project, Exposition text) {
    Map<String, Long> byRule = redactions.apply(project);
    if (!byRule.isEmpty()) {
      text.counter(
          "parley_redactions",
          "What was taken out of incoming data since the start of the server, by rule.",
          labelled("rule", byRule));
    }
  }

  private void health(String project, Exposition text) {
    IngestStatus status = ingest.apply(project);
    Totals stored = status.stored();
    text.counter(
            "parley_received_records",
            "Spans, logs and metric points received since the start of the server, by outcome.",
            new TreeMap<>(
                Map.of(
                    "outcome=\"stored\"", status.accepted(),
                    "outcome=\"duplicate\"", status.duplicates(),
                    "outcome=\"too_old\"", status.tooOld(),
                    "outcome=\"unusable\"", status.rejected())))
        .counter(
            "parley_refused_requests",
            "OTLP requests that were refused since the start of the server, by reason.",
            labelled("reason", refusals.get()))
        .gauge(
            "parley_queued_records",
            null,
            "Records that wait for their commit.",
            Long.toString(status.queued()))
        .gauge("parley_stored_spans", null, "Spans in the store.", Long.toString(stored.spans()))
        .gauge("parley_stored_logs", null, "Logs in the store.", Long.toString(stored.logs()))
        .gauge(
            "parley_stored_metric_points",
            null,
            "Metric points in the store.",
            Long.toString(stored.metricPoints()))
        .gauge(
            "parley_store_up",
            null,
            "1 while the store commits, 0 after a commit that failed.",
            status.fault() == null ? "1" : "0")
        .gauge(
            "parley_build_info",
            null,
            "1, with the version of the server.",
            "version=\"" + version + '"',
            "1")
        .gauge(
            "process_start_time_seconds",
            "seconds",
            "When the process started.",
            BigDecimal.valueOf(ManagementFactory.getRuntimeMXBean().getStartTime())
                .movePointLeft(3)
                .toPlainString());
  }

  private static Map<String, Long> labelled(String label, Map<String, Long> values) {
    Map<String, Long> labelled = new TreeMap<>();
    values.forEach((value, count) -> labelled.put(label + "=\"" + value + '"', count));
    return labelled;
  }

  private static String seconds(long nanos) {
    return Series.plain(BigDecimal.valueOf(nanos).movePointLeft(9));
  }
}
