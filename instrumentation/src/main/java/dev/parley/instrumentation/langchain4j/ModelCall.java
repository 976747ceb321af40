package dev.parley.instrumentation.langchain4j;

import dev.langchain4j.exception.HttpException;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.embedding.response.EmbeddingResponse;
import dev.parley.instrumentation.internal.ObservedCall;
import dev.parley.instrumentation.internal.Pieces;
import dev.parley.sdk.BudgetExceededException;
import dev.parley.sdk.instrumentation.LlmCall;
import dev.parley.sdk.internal.Guard;
import dev.parley.sdk.internal.stream.Progress;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.context.Scope;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One call of a model, from its request to its end. Thread-safe. */
final class ModelCall {
  private static final Guard GUARD = new Guard("Observing a call of LangChain4j");
  private static final ContextKey<ModelCall> KEY = ContextKey.named("parley-langchain4j-call");

  /** Where a listener keeps it. */
  private static final Object KEPT = ModelCall.class;

  /** How deep a cause is looked for. */
  private static final int MOST_CAUSES = 10;

  private final ObservedCall observed;
  private final Asked asked;
  private final Context around;
  private final @Nullable ServiceRun service;

  private ModelCall(
      ObservedCall observed, Asked asked, Context around, @Nullable ServiceRun service) {
    this.observed = observed;
    this.asked = asked;
    this.around = around;
    this.service = service;
  }

  /**
   * Starts a call that may be kept from being made.
   *
   * @return null where it is not to be told: all is switched off, or it is told already
   * @throws BudgetExceededException where an enforced budget is spent; then do not make the call
   */
  static @Nullable ModelCall start(Recording recording, boolean streamed, Supplier<Asked> asked) {
    return start(recording, streamed, true, asked);
  }

  /**
   * Makes a call that answers at once, and tells of it what there is to tell.
   *
   * @param end tells its answer
   * @throws BudgetExceededException where an enforced budget is spent; the call is not made then
   */
  @SuppressWarnings("try") // A scope works by being open.
  static <T> T observe(
      Recording recording, Supplier<Asked> asked, Supplier<T> made, BiConsumer<ModelCall, T> end) {
    ModelCall call = start(recording, false, asked);
    if (call == null) {
      return made.get();
    }
    T response;
    try (Scope scope = call.makeCurrent()) {
      response = made.get();
    } catch (Throwable e) {
      call.fail(e);
      throw e;
    }
    end.accept(call, response);
    return response;
  }

  /**
   * Starts a call that a listener is told of, which is made anyway, unless it is told already.
   *
   * @param attributes what LangChain4j keeps for the listeners until the call ends
   */
  static void listen(Recording recording, Map<Object, Object> attributes, Supplier<Asked> asked) {
    if (!attributes.containsKey(KEPT)) {
      ModelCall call = start(recording, false, false, asked);
      if (call != null) {
        attributes.put(KEPT, call);
      }
    }
  }

  /** The call that a listener has started; null if none has. */
  static @Nullable ModelCall heard(Map<Object, Object> attributes) {
    return attributes.get(KEPT) instanceof ModelCall call ? call : null;
  }

  private static @Nullable ModelCall start(
      Recording recording, boolean streamed, boolean stoppable, Supplier<Asked> asked) {
    if (recording.isOff()) {
      return null;
    }
    Optional<Asked> read = GUARD.get(() -> Optional.of(asked.get()), Optional.empty());
    if (read.isEmpty() || isTold(read.get())) {
      return null;
    }
    return start(recording, streamed, stoppable, read.get());
  }

  private static boolean isTold(Asked asked) {
    ModelCall around = Context.current().get(KEY);
    return around != null && around.asked.is(asked) && !around.observed.hasEnded();
  }

  @SuppressWarnings("try") // A scope works by being open.
  private static ModelCall start(
      Recording recording, boolean streamed, boolean stoppable, Asked asked) {
    ServiceRun service = ServiceRun.asking(asked.last());
    Context around = service == null ? Context.current() : service.contextHere();
    LlmCall.Builder builder =
        LlmCall.of(recording.parley(), asked.operation(), asked.provider())
            .model(asked.model())
            .aroundClient();
    if (!stoppable) {
      builder.unstoppable();
    }
    try (Scope scope = around.makeCurrent()) {
      ObservedCall call =
          ObservedCall.of(builder.start(), asked.question(), streamed, recording.capture());
      return new ModelCall(call, asked, around, service);
    }
  }

  /** Makes the call's span current; the caller closes the scope. */
  // The caller closes it.
  @SuppressWarnings("MustBeClosedChecker")
  Scope makeCurrent() {
    return observed.call().context().with(KEY, this).makeCurrent();
  }

  /** What holds around the call. */
  Context around() {
    return around;
  }

  /** The run of a service that itself makes the call; null for all other calls. */
  @Nullable ServiceRun service() {
    return service;
  }

  /** Canonical; null if unknown. */
  @Nullable String provider() {
    return asked.provider();
  }

  boolean recordsContent() {
    return observed.recordsContent();
  }

  /** An observer of the answer's pieces. */
  Progress stream(Pieces pieces) {
    return observed.stream(pieces, ModelCall::status);
  }

  void end(ChatResponse response) {
    observed.end(() -> new ChatAnswer(response, asked.provider()));
  }

  void end(EmbeddingResponse response) {
    observed.end(() -> new EmbeddingAnswer(response, asked.provider()));
  }

  void fail(Throwable error) {
    observed.fail(error, status(error));
  }

  /** What the provider answered; -1 if it did not. */
  private static long status(Throwable error) {
    Throwable cause = error;
    for (int i = 0; i < MOST_CAUSES && cause != null; i++) {
      if (cause instanceof HttpException http) {
        return http.statusCode();
      }
      cause = cause.getCause();
    }
    return -1;
  }
}
