package dev.parley.server.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.parley.server.query.TooManyGroupsException;
import dev.parley.server.store.QueryLimit;
import dev.parley.server.store.StoreReadException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers GET with JSON or a file of values, and every failure with the API's error shape. */
final class JsonService implements HttpService {
  /** A status and what to write. */
  record Answer(HttpStatus status, Object body) {}

  private static final Logger log = LoggerFactory.getLogger(JsonService.class);

  /** All queries of one request together. */
  private static final Duration LONGEST_QUERIES = Duration.ofSeconds(30);

  /** Above the limit of its queries, so that the answer that tells of it arrives. */
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final JsonMapper json;
  private final Function<ServiceRequestContext, Answer> answer;

  JsonService(JsonMapper json, Function<ServiceRequestContext, Answer> answer) {
    this.json = json;
    this.answer = answer;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    if (context.method() != HttpMethod.GET && context.method() != HttpMethod.HEAD) {
      return write(
          failure(
              HttpStatus.METHOD_NOT_ALLOWED,
              "method_not_allowed",
              "method " + context.method() + " on " + context.path() + " (expected: GET)"),
          true);
    }
    context.setRequestTimeout(TIMEOUT);
    QueryLimit limit = QueryLimit.of(LONGEST_QUERIES);
    HttpResponse response =
        HttpResponse.of(
            CompletableFuture.supplyAsync(
                () -> limit.run(() -> write(answer(context), false)),
                context.blockingTaskExecutor()));
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

  /** The body of a success. */
  HttpResponse ok(Object body) {
    return write(new Answer(HttpStatus.OK, body), false);
  }

  /** A failure, in the API's error shape. */
  HttpResponse error(HttpStatus status, String code, String message) {
    return write(failure(status, code, message), false);
  }

  /** A failure that goes away by itself. */
  HttpResponse error(HttpStatus status, String code, String message, String retryAfterSeconds) {
    return error(status, code, message)
        .mapHeaders(
            headers ->
                headers.toBuilder().set(HttpHeaderNames.RETRY_AFTER, retryAfterSeconds).build());
  }

  private Answer answer(ServiceRequestContext context) {
    try {
      return answer.apply(context);
    } catch (BadRequestException | TooManyGroupsException e) {
      return failure(HttpStatus.BAD_REQUEST, "bad_request", message(e));
    } catch (NotFoundException e) {
      return failure(HttpStatus.NOT_FOUND, "not_found", message(e));
    } catch (StoreReadException e) {
      if (e.isTimeout()) {
        return failure(HttpStatus.GATEWAY_TIMEOUT, "timeout", message(e));
      }
      log.error("{} could not be answered", context.path(), e);
      return failure(HttpStatus.SERVICE_UNAVAILABLE, "unavailable", message(e));
    } catch (RuntimeException e) {
      log.error("{} could not be answered", context.path(), e);
      return failure(
          HttpStatus.INTERNAL_SERVER_ERROR,
          "internal",
          "a fault of the server, see its log: " + e.getClass().getSimpleName());
    }
  }

  private static String message(RuntimeException e) {
    return String.valueOf(e.getMessage());
  }

  private static Answer failure(HttpStatus status, String code, String message) {
    return new Answer(status, Map.of("error", Map.of("code", code, "message", message)));
  }

  private HttpResponse write(Answer body, boolean allowGet) {
    ResponseHeadersBuilder headers =
        ResponseHeaders.builder(body.status())
            .contentType(body.body() instanceof Csv ? Csv.TYPE : MediaType.JSON_UTF_8)
            .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
            .set(HttpHeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff");
    if (allowGet) {
      headers.set(HttpHeaderNames.ALLOW, "GET, HEAD");
    }
    if (body.body() instanceof Csv csv) {
      headers.set(HttpHeaderNames.CONTENT_DISPOSITION, csv.disposition());
      return HttpResponse.of(headers.build(), HttpData.ofUtf8(csv.text()));
    }
    try {
      return HttpResponse.of(headers.build(), HttpData.wrap(json.writeValueAsBytes(body.body())));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("records of the API can be written", e);
    }
  }
}
