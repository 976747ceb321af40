package dev.parley.server.api;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.parley.server.ingest.UnavailableException;
import dev.parley.server.lifecycle.Removals;
import dev.parley.server.store.Erasure;
import dev.parley.server.store.Erasure.Subject;
import dev.parley.server.store.Removed;
import dev.parley.server.store.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes stored data away by DELETE, and says what went. */
final class ErasureService implements HttpService {
  /**
   * What was taken away, or with {@code dryRun} would be.
   *
   * @param traces how many traces lost spans
   * @param contents messages, large values and resources
   */
  record Erased(
      boolean dryRun,
      long spans,
      long traces,
      long logs,
      long metricPoints,
      long scores,
      long contents) {
    static Erased of(boolean dryRun, Removed removed) {
      return new Erased(
          dryRun,
          removed.spans(),
          removed.traces(),
          removed.logs(),
          removed.metricPoints(),
          removed.scores(),
          removed.contents());
    }
  }

  /** The parameter that asks for a dry run. */
  private static final String DRY_RUN = "dryRun";

  /** A large project's days are read as a whole. */
  private static final Duration TIMEOUT = Duration.ofMinutes(10);

  private static final Logger log = LoggerFactory.getLogger(ErasureService.class);

  private final JsonAnswers answers;
  private final Removals removals;
  private final Answer answer;

  /** Does what one path offers. */
  @FunctionalInterface
  private interface Answer {
    Object to(Removals removals, ServiceRequestContext context);
  }

  private ErasureService(JsonAnswers answers, Removals removals, Answer answer) {
    this.answers = answers;
    this.removals = removals;
    this.answer = answer;
  }

  /** Erases what belongs to the user, the conversation or the project that is named. */
  static ErasureService ofData(JsonAnswers answers, Removals removals) {
    return new ErasureService(answers, removals, ErasureService::erase);
  }

  /** Deletes the score that is named. */
  static ErasureService ofScores(JsonAnswers answers, Removals removals) {
    return new ErasureService(answers, removals, ErasureService::deleteScore);
  }

  private static Object erase(Removals removals, ServiceRequestContext context) {
    Parameters p =
        Parameters.of(
            context,
            Subject.USER.text(),
            Subject.CONVERSATION.text(),
            Subject.PROJECT.text(),
            DRY_RUN);
    boolean dryRun = dryRun(p);
    return Erased.of(dryRun, removals.erase(erasure(p), dryRun));
  }

  private static Erasure erasure(Parameters p) {
    List<Erasure> named = new ArrayList<>();
    for (Subject subject : Subject.values()) {
      String id = p.text(subject.text());
      if (id != null) {
        if (subject == Subject.PROJECT && !id.equals(p.project())) {
          throw new BadRequestException(
              "parameter project: \""
                  + id
                  + "\" (expected: the project of the key, "
                  + p.project()
                  + ")");
        }
        named.add(new Erasure(p.project(), subject, id));
      }
    }
    if (named.size() != 1) {
      throw new BadRequestException(
          "parameters user, conversation, project: "
              + named.size()
              + " of them are given (expected: one)");
    }
    return named.get(0);
  }

  private static boolean dryRun(Parameters p) {
    @Nullable String value = p.text(DRY_RUN);
    if (value == null || value.equals("false")) {
      return false;
    }
    if (value.equals("true")) {
      return true;
    }
    throw BadRequestException.parameter(DRY_RUN, value, "true or false");
  }

  private static Object deleteScore(Removals removals, ServiceRequestContext context) {
    Parameters p = Parameters.of(context, "id");
    String id = p.required("id");
    if (!removals.deleteScore(p.project(), id)) {
      throw new NotFoundException("score \"" + id + "\": not stored");
    }
    return new Erased(false, 0, 0, 0, 0, 1, 0);
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    if (context.method() != HttpMethod.DELETE) {
      return answers.methodNotAllowed(context, "DELETE", "DELETE");
    }
    context.setRequestTimeout(TIMEOUT);
    return HttpResponse.of(
        CompletableFuture.supplyAsync(() -> remove(context), context.blockingTaskExecutor()));
  }

  private HttpResponse remove(ServiceRequestContext context) {
    try {
      return answers.ok(answer.to(removals, context));
    } catch (UnavailableException | StoreException e) {
      log.warn("{} could not be done: {}", context.path(), e.getMessage());
      return answers.unavailable(e);
    } catch (RuntimeException e) {
      return answers.failure(context, e);
    }
  }
}
