package dev.parley.server.api;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.ContentTooLargeException;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.parley.server.auth.Access;
import dev.parley.server.ingest.Ingest;
import dev.parley.server.ingest.OverloadedException;
import dev.parley.server.ingest.UnavailableException;
import dev.parley.server.model.Batch;
import dev.parley.server.model.Score;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes scores by POST and answers once they are durable; GET and DELETE are answered by other
 * services.
 */
final class ScoresService implements HttpService {
  /**
   * What was taken.
   *
   * @param ids of the scores, in the order in which they were sent
   */
  record Accepted(List<String> ids) {}

  /** How long senders are asked to wait, in seconds. */
  private static final String RETRY_AFTER = "2";

  private static final long LONGEST_BODY = 8L << 20;
  private static final Logger log = LoggerFactory.getLogger(ScoresService.class);

  private final JsonMapper json;
  private final Ingest ingest;
  private final HttpService delete;
  private final JsonService get;

  ScoresService(JsonMapper json, Ingest ingest, HttpService delete, JsonService get) {
    this.json = json;
    this.ingest = ingest;
    this.delete = delete;
    this.get = get;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) throws Exception {
    if (context.method() == HttpMethod.GET || context.method() == HttpMethod.HEAD) {
      return get.serve(context, request);
    }
    if (context.method() == HttpMethod.DELETE) {
      return delete.serve(context, request);
    }
    if (context.method() != HttpMethod.POST) {
      return get.error(
              HttpStatus.METHOD_NOT_ALLOWED,
              "method_not_allowed",
              "method "
                  + context.method()
                  + " on "
                  + context.path()
                  + " (expected: GET, POST or DELETE)")
          .mapHeaders(
              headers ->
                  headers.toBuilder()
                      .set(HttpHeaderNames.ALLOW, "GET, HEAD, POST, DELETE")
                      .build());
    }
    MediaType type = request.contentType();
    if (type == null || !type.isJson()) {
      return get.error(
          HttpStatus.UNSUPPORTED_MEDIA_TYPE,
          "unsupported_media_type",
          "Content-Type: " + type + " (expected: application/json)");
    }
    context.setMaxRequestLength(LONGEST_BODY);
    return HttpResponse.of(
        request
            .aggregate()
            .thenComposeAsync(
                whole -> store(Access.of(context).project(), whole), context.blockingTaskExecutor())
            .exceptionally(this::failure));
  }

  private CompletableFuture<HttpResponse> store(String project, AggregatedHttpRequest request) {
    List<Score> scores = ScoreBody.read(json, request.content().array(), Instant.now());
    return ingest
        .submit(project, Batch.ofScores(scores))
        .thenApply(
            receipt -> {
              if (receipt.tooOld() > 0) {
                throw new BadRequestException(
                    "time of "
                        + receipt.tooOld()
                        + " scores: before what this server keeps (expected: a later time)");
              }
              return get.ok(new Accepted(scores.stream().map(Score::id).toList()));
            });
  }

  private HttpResponse failure(Throwable thrown) {
    Throwable cause =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    String message = String.valueOf(cause.getMessage());
    if (cause instanceof BadRequestException) {
      return get.error(HttpStatus.BAD_REQUEST, "bad_request", message);
    }
    if (cause instanceof ContentTooLargeException) {
      return get.error(
          HttpStatus.REQUEST_ENTITY_TOO_LARGE,
          "too_large",
          "body: larger than " + (LONGEST_BODY >> 20) + " MiB (expected: fewer scores at a time)");
    }
    if (cause instanceof OverloadedException) {
      return get.error(HttpStatus.TOO_MANY_REQUESTS, "overloaded", message, RETRY_AFTER);
    }
    if (cause instanceof UnavailableException) {
      return get.error(HttpStatus.SERVICE_UNAVAILABLE, "unavailable", message, RETRY_AFTER);
    }
    log.error("Scores could not be taken", cause);
    return get.error(
        HttpStatus.INTERNAL_SERVER_ERROR,
        "internal",
        "a fault of the server, see its log: " + cause.getClass().getSimpleName());
  }
}
