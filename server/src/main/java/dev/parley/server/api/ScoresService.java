package dev.parley.server.api;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.ContentTooLargeException;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.parley.server.auth.Access;
import dev.parley.server.ingest.Ingest;
import dev.parley.server.model.Batch;
import dev.parley.server.model.Score;
import dev.parley.server.redact.Redaction;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;

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

  private static final long LONGEST_BODY = 8L << 20;

  private final JsonMapper json;
  private final JsonAnswers answers;
  private final Ingest ingest;
  private final Redaction redaction;
  private final HttpService delete;
  private final HttpService get;

  ScoresService(
      JsonMapper json,
      JsonAnswers answers,
      Ingest ingest,
      Redaction redaction,
      HttpService delete,
      HttpService get) {
    this.redaction = redaction;
    this.json = json;
    this.answers = answers;
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
      return answers.methodNotAllowed(context, "GET, POST or DELETE", "GET, HEAD, POST, DELETE");
    }
    HttpResponse refusal = answers.notJson(request);
    if (refusal != null) {
      return refusal;
    }
    context.setMaxRequestLength(LONGEST_BODY);
    return HttpResponse.of(
        request
            .aggregate()
            .thenComposeAsync(
                whole -> store(Access.of(context).project(), whole), context.blockingTaskExecutor())
            .exceptionally(thrown -> failure(context, thrown)));
  }

  private CompletableFuture<HttpResponse> store(String project, AggregatedHttpRequest request) {
    List<Score> scores =
        ScoreBody.read(
            json, request.content().array(), Instant.now(), text -> redaction.apply(project, text));
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
              return answers.ok(new Accepted(scores.stream().map(Score::id).toList()));
            });
  }

  private HttpResponse failure(ServiceRequestContext context, Throwable thrown) {
    return JsonAnswers.cause(thrown) instanceof ContentTooLargeException
        ? answers.error(
            HttpStatus.REQUEST_ENTITY_TOO_LARGE,
            "too_large",
            "body: larger than " + (LONGEST_BODY >> 20) + " MiB (expected: fewer scores at a time)")
        : answers.failure(context, thrown);
  }
}
