package dev.parley.server.api;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.parley.server.store.QueryLimit;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Answers GET, by queries that may not take too long. */
final class JsonService implements HttpService {
  /** A status and what to write. */
  record Answer(HttpStatus status, Object body) {}

  /** All queries of one request together. */
  private static final Duration LONGEST_QUERIES = Duration.ofSeconds(30);

  /** Above the limit of its queries, so that the answer that tells of it arrives. */
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final JsonAnswers answers;
  private final Function<ServiceRequestContext, Answer> answer;

  JsonService(JsonAnswers answers, Function<ServiceRequestContext, Answer> answer) {
    this.answers = answers;
    this.answer = answer;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    if (context.method() != HttpMethod.GET && context.method() != HttpMethod.HEAD) {
      return answers.methodNotAllowed(context, "GET", "GET, HEAD");
    }
    context.setRequestTimeout(TIMEOUT);
    QueryLimit limit = QueryLimit.of(LONGEST_QUERIES);
    HttpResponse response =
        HttpResponse.of(
            CompletableFuture.supplyAsync(
                () -> limit.run(() -> answer(context)), context.blockingTaskExecutor()));
    // A client that goes away, or a stream of its that it resets, ends the response like this.
    CompletableFuture<?> unused =
        response
            .whenComplete()
            .whenComplete(
                (sent, failure) -> {
                  if (failure != null) {
                    limit.cancel();
                  }
                });
    return response;
  }

  private HttpResponse answer(ServiceRequestContext context) {
    try {
      Answer answered = answer.apply(context);
      return answers.write(answered.status(), answered.body());
    } catch (RuntimeException e) {
      return answers.failure(context, e);
    }
  }
}
