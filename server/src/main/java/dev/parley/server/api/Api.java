package dev.parley.server.api;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.encoding.EncodingService;
import dev.parley.server.auth.Access;
import dev.parley.server.auth.Right;
import dev.parley.server.ingest.GroupCommit;
import dev.parley.server.ingest.IngestStatus;
import dev.parley.server.lifecycle.Removals;
import dev.parley.server.model.SpanKey;
import dev.parley.server.query.PriceView;
import dev.parley.server.query.Queries;
import dev.parley.server.query.UnknownModelException;
import dev.parley.server.redact.Redaction;
import dev.parley.server.store.Backup;
import dev.parley.server.store.Totals;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The JSON API under {@value #BASE}, {@code /health}, {@code /ready} and the UI. All questions are
 * answered on threads that may block, never on an event loop.
 */
public final class Api implements AutoCloseable {
  /** Where the JSON API is. */
  public static final String BASE = "/api/v1/parley";

  private static final int COMPRESS_FROM_BYTES = 1024;
  private static final String[] RANGE = {"from", "to", "environment"};
  private static final String[] PRICED_RANGE = {"from", "to", "environment", Searches.PRICES};

  private final Function<String, Queries> queries;
  private final GroupCommit ingest;
  private final Removals removals;
  private final Redaction redaction;
  private final Backup.Source backups;
  private final Supplier<List<String>> endpoints;
  private final String version;
  private final JsonMapper json = Json.mapper();
  private final JsonAnswers answers = new JsonAnswers(json);
  private final Changes changes;
  private volatile boolean closing;

  /**
   * @param queries of a project
   * @param endpoints the addresses that OTLP can be sent to, asked for at each request because
   *     ports are known only after the start
   * @param version of the server
   */
  public Api(
      Function<String, Queries> queries,
      GroupCommit ingest,
      Removals removals,
      Redaction redaction,
      Backup.Source backups,
      Supplier<List<String>> endpoints,
      String version) {
    Map<String, Queries> byProject = new ConcurrentHashMap<>();
    this.queries = project -> byProject.computeIfAbsent(project, queries);
    this.ingest = ingest;
    this.removals = removals;
    this.redaction = redaction;
    this.backups = backups;
    this.endpoints = endpoints;
    this.version = version;
    this.changes = new Changes(ingest::revision, ingest::onCommit);
  }

  /** Adds all routes; the UI takes every path that nothing else does. */
  public void mount(ServerBuilder server) {
    route(server, "/status", (q, p) -> status(p.access()));
    route(server, "/environments", (q, p) -> q.environments(p.range()), "from", "to");
    route(
        server,
        "/overview",
        (q, p) -> {
          Queries priced = priced(q, p);
          return priced.overview(priced.filtered(p.scope(), p.filter()));
        },
        "from",
        "to",
        "environment",
        Searches.FILTER,
        Searches.PRICES);
    route(server, "/cost-sources", (q, p) -> q.costSources(p.scope()), RANGE);
    route(server, "/reported-metrics", (q, p) -> q.reported(p.scope()), RANGE);
    route(
        server,
        "/conversations",
        (q, p) ->
            Tables.answer(p, priced(q, p).conversations(p.scope(), Searches.conversations(p))),
        Searches.CONVERSATION_PARAMETERS);
    route(
        server,
        "/conversation",
        (q, p) ->
            found(
                priced(q, p).conversation(p.required("id"), p.scopeOrAll()),
                "conversation \"" + p.required("id") + "\": no span names it"),
        "id",
        "from",
        "to",
        "environment",
        Searches.PRICES);
    route(
        server,
        "/workflows",
        (q, p) -> Tables.answer(p, priced(q, p).workflows(p.scope(), Searches.workflows(p))),
        Searches.WORKFLOW_PARAMETERS);
    route(server, "/workflow-types", (q, p) -> q.workflowTypes(p.scope()), RANGE);
    route(
        server,
        "/traces",
        (q, p) -> {
          Queries priced = priced(q, p);
          return Tables.answer(
              p, priced.spans(priced.filtered(p.scope(), p.filter()), Searches.spans(p)));
        },
        Searches.SPAN_PARAMETERS);
    route(
        server,
        "/groups",
        (q, p) -> {
          Queries priced = priced(q, p);
          return Tables.answer(
              p, priced.groups(priced.filtered(p.scope(), p.filter()), Searches.groups(p)));
        },
        Searches.GROUP_PARAMETERS);
    server.service(
        BASE + "/scores",
        compressed(
            new ScoresService(
                json,
                answers,
                ingest,
                redaction,
                ErasureService.ofScores(answers, removals),
                answering(
                    (q, p) -> Tables.answer(p, q.scores(Searches.scores(p))),
                    Searches.SCORE_PARAMETERS))));
    route(
        server,
        "/traces/{traceId}",
        (q, p) -> {
          String id = p.hexId("traceId", 32);
          return found(priced(q, p).trace(id), "trace " + id + ": no span of it is stored");
        },
        PRICED_RANGE);
    route(
        server,
        "/traces/{traceId}/spans/{spanId}",
        (q, p) -> {
          SpanKey key = new SpanKey(p.hexId("traceId", 32), p.hexId("spanId", 16));
          return found(
              priced(q, p).span(key),
              "span " + key.spanId() + " of trace " + key.traceId() + ": not stored");
        },
        PRICED_RANGE);
    route(
        server,
        "/traces/{traceId}/spans/{spanId}/explanation",
        (q, p) -> {
          SpanKey key = new SpanKey(p.hexId("traceId", 32), p.hexId("spanId", 16));
          return Explanations.of(
              found(
                  q.span(key),
                  "span " + key.spanId() + " of trace " + key.traceId() + ": not stored"));
        },
        RANGE);
    server.service(BASE + "/data", ErasureService.ofData(answers, removals));
    server.service(BASE + "/backups", new BackupService(json, answers, backups));
    server.service(BASE + "/changes", changes);
    server.service(BASE + "/openapi.json", compressed(new OpenApiService()));
    server.service("/health", new JsonService(answers, this::health));
    server.service("/ready", new JsonService(answers, this::ready));
    server.serviceUnder("/api/", new JsonService(answers, Api::unknownPath));
    server.serviceUnder("/", new UiService(Api.class.getClassLoader(), "dev/parley/ui"));
  }

  /** The questions at the prices that the request names. */
  private static Queries priced(Queries queries, Parameters p) {
    String prices = p.text(Searches.PRICES);
    if (prices == null) {
      return queries;
    }
    try {
      return queries.priced(PriceView.parse(prices));
    } catch (IllegalArgumentException | UnknownModelException e) {
      throw BadRequestException.parameter(Searches.PRICES, prices, PriceView.EXPECTED);
    }
  }

  private void route(
      ServerBuilder server,
      String path,
      BiFunction<Queries, Parameters, Object> answer,
      String... parameters) {
    server.service(BASE + path, compressed(answering(answer, parameters)));
  }

  private JsonService answering(
      BiFunction<Queries, Parameters, Object> answer, String... parameters) {
    return new JsonService(
        answers,
        context -> {
          Parameters given = Parameters.of(context, parameters);
          return new JsonService.Answer(
              HttpStatus.OK, answer.apply(queries.apply(given.project()), given));
        });
  }

  private static HttpService compressed(HttpService service) {
    return service.decorate(
        EncodingService.builder()
            .minBytesToForceChunkedEncoding(COMPRESS_FROM_BYTES)
            .encodableContentTypes(type -> type.isJson() || type.is(Csv.TYPE))
            .newDecorator());
  }

  private static <T> T found(@Nullable T answer, String otherwise) {
    if (answer == null) {
      throw new NotFoundException(otherwise);
    }
    return answer;
  }

  private static JsonService.Answer unknownPath(ServiceRequestContext context) {
    throw new NotFoundException(
        "path " + context.path() + ": unknown (expected: one of " + BASE + "/openapi.json)");
  }

  private JsonService.Answer health(ServiceRequestContext context) {
    String fault = ingest.fault();
    return fault == null
        ? new JsonService.Answer(HttpStatus.OK, Map.of("status", "ok"))
        : new JsonService.Answer(
            HttpStatus.SERVICE_UNAVAILABLE,
            new StatusReport.Unhealthy(
                "unavailable",
                Access.of(context).has(Right.READ) ? fault : "the store cannot commit"));
  }

  /** Whether work should be sent here now, which is less often the case than that all is well. */
  private JsonService.Answer ready(ServiceRequestContext context) {
    return closing
        ? new JsonService.Answer(
            HttpStatus.SERVICE_UNAVAILABLE,
            new StatusReport.Unhealthy("ending", "the server is shutting down"))
        : ingest.turnsAway()
            ? new JsonService.Answer(
                HttpStatus.SERVICE_UNAVAILABLE,
                new StatusReport.Unhealthy("overloaded", "too many records wait to be stored"))
            : health(context);
  }

  private StatusReport status(Access access) {
    IngestStatus status = ingest.status(access.project());
    Totals stored = status.stored();
    return new StatusReport(
        version,
        Instant.now(),
        status.revision(),
        stored.spans(),
        stored.genAiSpans(),
        StatusReport.instant(stored.firstSpanNanos()),
        StatusReport.instant(stored.lastSpanNanos()),
        StatusReport.instant(stored.lastReceivedNanos()),
        stored.logs(),
        stored.metricPoints(),
        endpoints.get(),
        new StatusReport.Ingest(
            status.accepted(), status.duplicates(), status.rejected(), status.queued()),
        redaction.counts(access.project()).entrySet().stream()
            .map(of -> new StatusReport.Redactions(of.getKey(), of.getValue()))
            .toList(),
        new StatusReport.Checks(
            true,
            stored.spans() > 0,
            stored.genAiSpans() > 0,
            stored.genAiSpansWithModelAndTokens() > 0),
        new StatusReport.Viewer(access.project(), access.isLogin()));
  }

  /** Ends the streams of changes; the routes stay. */
  @Override
  public void close() {
    closing = true;
    changes.close();
  }
}
