package dev.parley.server.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
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
  private final JsonAnswers answers;
  private final Backup.Source backups;

  BackupService(JsonMapper json, JsonAnswers answers, Backup.Source backups) {
    this.json = json;
    this.answers = answers;
    this.backups = backups;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    if (context.method() != HttpMethod.POST) {
      return answers.methodNotAllowed(context, "POST", "POST");
    }
    if (!context.remoteAddress().getAddress().isLoopbackAddress()) {
      return answers.error(
          HttpStatus.FORBIDDEN,
          "forbidden",
          "a backup is written for requests from the server's own machine only");
    }
    HttpResponse refusal = answers.notJson(request);
    if (refusal != null) {
      return refusal;
    }
    context.setMaxRequestLength(LONGEST_BODY);
    context.setRequestTimeout(TIMEOUT);
    return HttpResponse.of(
        request
            .aggregate()
            .thenApplyAsync(whole -> write(context, whole), context.blockingTaskExecutor()));
  }

  private HttpResponse write(ServiceRequestContext context, AggregatedHttpRequest request) {
    try {
      Path folder = folder(request.content().array());
      Backup backup = backups.backUp(folder);
      return answers.ok(new Written(folder.toString(), backup.schema(), backup.records()));
    } catch (StoreException e) {
      return answers.error(HttpStatus.CONFLICT, "conflict", String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      return answers.failure(context, e);
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
