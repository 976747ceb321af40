package dev.parley.server.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.parley.server.store.Backup;
import dev.parley.server.store.StoreException;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;

/** Writes a backup to a folder of the server's machine, for who is on that machine. */
final class BackupService implements HttpService {
  /**
   * What was written.
   *
   * @param records spans, logs, metric points and scores
   */
  record Written(String folder, int schema, long records) {}

  private static final long LONGEST_BODY = 16 << 10;

  /** The whole store is read and written. */
  private static final Duration TIMEOUT = Duration.ofHours(2);

  private final JsonMapper json;
  private final JsonService answers;
  private final Backup.Source backups;

  BackupService(JsonMapper json, JsonService answers, Backup.Source backups) {
    this.json = json;
    this.answers = answers;
    this.backups = backups;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    if (context.method() != HttpMethod.POST) {
      return answers
          .error(
              HttpStatus.METHOD_NOT_ALLOWED,
              "method_not_allowed",
              "method " + context.method() + " on " + context.path() + " (expected: POST)")
          .mapHeaders(headers -> headers.toBuilder().set(HttpHeaderNames.ALLOW, "POST").build());
    }
    if (!context.remoteAddress().getAddress().isLoopbackAddress()) {
      return answers.error(
          HttpStatus.FORBIDDEN,
          "forbidden",
          "a backup is written for requests from the server's own machine only");
    }
    MediaType type = request.contentType();
    if (type == null || !type.isJson()) {
      return answers.error(
          HttpStatus.UNSUPPORTED_MEDIA_TYPE,
          "unsupported_media_type",
          "Content-Type: " + type + " (expected: application/json)");
    }
    context.setMaxRequestLength(LONGEST_BODY);
    context.setRequestTimeout(TIMEOUT);
    return HttpResponse.of(
        request.aggregate().thenApplyAsync(this::write, context.blockingTaskExecutor()));
  }

  private HttpResponse write(AggregatedHttpRequest request) {
    try {
      Path folder = folder(request.content().array());
      Backup backup = backups.backUp(folder);
      return answers.ok(new Written(folder.toString(), backup.schema(), backup.records()));
    } catch (BadRequestException e) {
      return answers.error(HttpStatus.BAD_REQUEST, "bad_request", String.valueOf(e.getMessage()));
    } catch (StoreException e) {
      return answers.error(HttpStatus.CONFLICT, "conflict", String.valueOf(e.getMessage()));
    }
  }

  private Path folder(byte[] body) {
    try {
      JsonNode node = json.readTree(body);
      String text = node == null ? "" : node.path("folder").asText("");
      Path folder = Path.of(text);
      if (folder.isAbsolute() && node != null && node.size() == 1) {
        return folder.normalize();
      }
    } catch (IOException | InvalidPathException e) {
      // Answered below, as every other body that names no folder is.
    }
    throw new BadRequestException("body: names no folder (expected: {\"folder\":\"/some/where\"})");
  }
}
