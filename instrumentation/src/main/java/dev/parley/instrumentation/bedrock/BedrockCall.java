package dev.parley.instrumentation.bedrock;

import dev.parley.instrumentation.internal.ObservedCall;
import dev.parley.instrumentation.internal.Tree;
import dev.parley.sdk.instrumentation.GenAiAttributes;
import dev.parley.sdk.internal.Failure;
import dev.parley.sdk.internal.Guard;
import dev.parley.sdk.internal.stream.Progress;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.ReadableSpan;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * One call, as the SDK's pipeline makes it: attempt by attempt, until it ends. The first way in
 * which it ends counts, later ones change nothing. Nothing in here throws into the application.
 * Thread-safe.
 */
final class BedrockCall {

  private static final Guard GUARD = new Guard("Observing a call of Bedrock");

  private final ObservedCall observed;
  private final Api api;
  private final @Nullable EventPieces pieces;
  private final @Nullable Progress progress;
  private final AtomicBoolean ending = new AtomicBoolean();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private @Nullable Object owner;
  private long attempts;
  private boolean cancelled;
  private int streams;
  private HeaderCounts counts = HeaderCounts.NONE;
  private @Nullable Scope scope;
  private @Nullable Thread scopeThread;

  BedrockCall(ObservedCall observed, Api api, boolean streamed) {
    this.observed = observed;
    this.api = api;
    this.pieces = streamed ? api.pieces(observed.recordsContent()) : null;
    this.progress = pieces == null ? null : observed.stream(pieces);
  }

  /**
   * Whether this one of the interceptors, of which a client may have several, is to tell the call:
   * the first that asks.
   */
  synchronized boolean isToldBy(Object interceptor) {
    if (owner == null) {
      owner = interceptor;
    }
    return owner == interceptor;
  }

  boolean hasEnded() {
    return observed.hasEnded();
  }

  /** Makes the call's span current; the caller closes the scope. */
  // The caller closes it.
  @SuppressWarnings("MustBeClosedChecker")
  Scope makeCurrent() {
    return observed.makeCurrent();
  }

  /** Makes the call's span current on this thread until {@link #left}. */
  @SuppressWarnings("MustBeClosedChecker") // Closed in left.
  synchronized void entered() {
    left();
    scope = observed.makeCurrent();
    scopeThread = Thread.currentThread();
  }

  /** A scope can be closed by the thread alone that opened it. */
  synchronized void left() {
    if (scope != null && scopeThread == Thread.currentThread()) {
      scope.close();
      scope = null;
      scopeThread = null;
    }
  }

  /** The request goes out, once more perhaps. */
  void sent(SdkHttpRequest request) {
    GUARD.run(
        () -> {
          long times;
          synchronized (this) {
            times = attempts++;
          }
          observed.resent(times);
          if (times == 0 && span().isRecording()) {
            server(request);
          }
        });
  }

  /** Only now the SDK's rules have found the endpoint. */
  private void server(SdkHttpRequest request) {
    span().setAttribute(GenAiAttributes.SERVER_ADDRESS, request.host());
    if (request.port() != 443) {
      span().setAttribute(GenAiAttributes.SERVER_PORT, (long) request.port());
    }
  }

  /** An answer has begun, be it an error. */
  void answered(SdkHttpResponse response) {
    GUARD.run(
        () -> {
          HeaderCounts told = HeaderCounts.of(response);
          synchronized (this) {
            counts = told;
          }
          String id = response.firstMatchingHeader("x-amzn-RequestId").orElse(null);
          if (id != null && !hasEnded()) {
            span().setAttribute("aws.request_id", id);
          }
        });
  }

  /** A span of another instrumentation tells the same call, and would count it again. */
  void duplicate(Span other) {
    if (other.getSpanContext().equals(span().getSpanContext())
        || (other instanceof ReadableSpan readable
            && readable.getAttribute(GenAiAttributes.OPERATION_NAME) == null)) {
      return;
    }
    other.setAttribute(GenAiAttributes.USAGE_ROLE, GenAiAttributes.USAGE_ROLE_WRAPPER);
  }

  private Span span() {
    return observed.call().span();
  }

  /**
   * The stream of events begins; again, where the SDK has sent the request again.
   *
   * @return its number: what is said of a stream that another one has replaced counts no more
   */
  int streams() {
    int number;
    synchronized (this) {
      cancelled = false;
      number = ++streams;
    }
    if (pieces != null) {
      pieces.restart();
    }
    return number;
  }

  private synchronized boolean isReplaced(int stream) {
    return stream != streams;
  }

  void event(int stream, StreamEvent event) {
    if (progress != null && !isReplaced(stream)) {
      progress.next(event);
    }
  }

  /** Nobody asks for more of the stream. */
  synchronized void cancelled(int stream) {
    cancelled |= stream == streams;
  }

  /** Nobody can ask for more of the stream. */
  void abandoned(int stream) {
    if (!isReplaced(stream)) {
      abandoned();
    }
  }

  private synchronized boolean isCancelled() {
    return cancelled;
  }

  /** Nobody can ask for more. */
  void abandoned() {
    endBy(
        () -> {
          if (progress != null) {
            progress.stop();
          } else {
            observed.endUnread();
          }
        });
  }

  /** The pipeline and the client's future may tell the same end on two threads. */
  private void endBy(Runnable end) {
    if (ending.compareAndSet(false, true)) {
      try {
        learn();
        end.run();
      } finally {
        ended.complete(null);
      }
    }
  }

  /** Runs the action once the span has ended: at once if it has. */
  @SuppressWarnings("FutureReturnValueIgnored")
  void whenEnded(Runnable action) {
    ended.thenRun(action);
  }

  /** Before the end, which prices and measures the call by its model. */
  private void learn() {
    if (!hasEnded()) {
      GUARD.run(() -> observed.call().requestModel(api.learnedModel()));
    }
  }

  /**
   * The SDK has done its work.
   *
   * @param response null where there is none
   */
  void complete(@Nullable Object response) {
    endBy(() -> completeNow(response));
  }

  private void completeNow(@Nullable Object response) {
    if (progress == null || pieces == null) {
      HeaderCounts told;
      synchronized (this) {
        told = counts;
      }
      observed.end(() -> api.answer(response instanceof SdkPojo p ? Trees.of(p) : Tree.NONE, told));
    } else if (isCancelled()) {
      progress.stop();
    } else if (pieces.any()) {
      progress.complete();
    } else {
      observed.endUnread();
    }
  }

  void fail(Throwable failure) {
    endBy(() -> failNow(Objects.requireNonNullElse(Failure.cause(failure), failure)));
  }

  private void failNow(Throwable cause) {
    if (progress != null && pieces != null && pieces.any()) {
      progress.fail(cause);
    } else {
      observed.fail(
          cause, cause instanceof SdkServiceException service ? service.statusCode() : -1);
    }
  }
}
