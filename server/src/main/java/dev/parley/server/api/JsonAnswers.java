package dev.parley.server.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.parley.server.ingest.OverloadedException;
import dev.parley.server.ingest.UnavailableException;
import dev.parley.server.query.TooManyGroupsException;
import dev.parley.server.store.StoreReadException;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what the API answers: values as JSON or as a file of values, and every failure in one
 * shape.
 */
final class JsonAnswers {
  private static final Logger log = LoggerFactory.getLogger(JsonAnswers.class);

  /** How long senders are asked to wait for what goes away by itself, in seconds. */
  private static final HttpHeaders RETRY_AFTER = HttpHeaders.of(HttpHeaderNames.RETRY_AFTER, "2");

  private final JsonMapper json;

  JsonAnswers(JsonMapper json) {
    this.json = json;
  }

  HttpResponse ok(Object body) {
    return write(HttpStatus.OK, body, HttpHeaders.of());
  }

  HttpResponse write(HttpStatus status, Object body) {
    return write(status, body, HttpHeaders.of());
  }

  HttpResponse error(HttpStatus status, String code, String message) {
    return error(status, code, message, HttpHeaders.of());
  }

  /** What can't be done now. */
  HttpResponse unavailable(RuntimeException failure) {
    return error(HttpStatus.SERVICE_UNAVAILABLE, "unavailable", message(failure), RETRY_AFTER);
  }

  /**
   * A method that the path does not offer.
   *
   * @param offered what it offers, in words
   * @param allowed the same as a header
   */
  HttpResponse methodNotAllowed(ServiceRequestContext context, String offered, String allowed) {
    return error(
        HttpStatus.METHOD_NOT_ALLOWED,
        "method_not_allowed",
        "method " + context.method() + " on " + context.path() + " (expected: " + offered + ")",
        HttpHeaders.of(HttpHeaderNames.ALLOW, allowed));
  }

  /** Refuses a body that does not say that it is JSON; null for one that does. */
  @Nullable HttpResponse notJson(HttpRequest request) {
    MediaType type = request.contentType();
    return type != null && type.isJson()
        ? null
        : error(
            HttpStatus.UNSUPPORTED_MEDIA_TYPE,
            "unsupported_media_type",
            "Content-Type: " + type + " (expected: application/json)");
  }

  /** What a request comes to that ended by an exception. */
  HttpResponse failure(ServiceRequestContext context, Throwable thrown) {
    Throwable cause = cause(thrown);
    if (cause instanceof BadRequestException || cause instanceof TooManyGroupsException) {
      return error(HttpStatus.BAD_REQUEST, "bad_request", message(cause));
    }
    if (cause instanceof NotFoundException) {
      return error(HttpStatus.NOT_FOUND, "not_found", message(cause));
    }
    if (cause instanceof OverloadedException) {
      return error(HttpStatus.TOO_MANY_REQUESTS, "overloaded", message(cause), RETRY_AFTER);
    }
    if (cause instanceof UnavailableException unavailable) {
      return unavailable(unavailable);
    }
    if (cause instanceof StoreReadException slow && slow.isTimeout()) {
      return error(HttpStatus.GATEWAY_TIMEOUT, "timeout", message(cause));
    }
    log.error("{} could not be answered", context.path(), cause);
    return cause instanceof StoreReadException
        ? error(HttpStatus.SERVICE_UNAVAILABLE, "unavailable", message(cause))
        : error(
            HttpStatus.INTERNAL_SERVER_ERROR,
            "internal",
            "a fault of the server, see its log: " + cause.getClass().getSimpleName());
  }

  /** What a future's failure wraps. */
  static Throwable cause(Throwable thrown) {
    Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : null;
    return cause == null ? thrown : cause;
  }

  private static String message(Throwable failure) {
    return String.valueOf(failure.getMessage());
  }

  private HttpResponse error(HttpStatus status, String code, String message, HttpHeaders more) {
    return write(status, Map.of("error", Map.of("code", code, "message", message)), more);
  }

  private HttpResponse write(HttpStatus status, Object body, HttpHeaders more) {
    ResponseHeadersBuilder headers =
        ResponseHeaders.builder(status)
            .contentType(body instanceof Csv ? Csv.TYPE : MediaType.JSON_UTF_8)
            .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
            .set(HttpHeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff")
            .add(more);
    if (body instanceof Csv csv) {
      headers.set(HttpHeaderNames.CONTENT_DISPOSITION, csv.disposition());
      return HttpResponse.of(headers.build(), HttpData.ofUtf8(csv.text()));
    }
    try {
      return HttpResponse.of(headers.build(), HttpData.wrap(json.writeValueAsBytes(body)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("records of the API can be written", e);
    }
  }
}
