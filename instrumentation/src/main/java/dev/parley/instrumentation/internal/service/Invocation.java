package dev.parley.instrumentation.internal.service;

import dev.parley.instrumentation.internal.ObservedCall;
import dev.parley.sdk.internal.stream.Progress;
import io.opentelemetry.context.Scope;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes a client's call with an observer beside it, and hands its result on: in the form that the
 * client gives it, and as lazily.
 */
record Invocation(ApiMethod how, ServiceCalls calls, Endpoint endpoint) {

  /** What the client does. */
  interface Work {
    @Nullable Object run() throws Throwable;
  }

  /** Does the client's own work, unless a budget forbids it. */
  @SuppressWarnings({"FutureReturnValueIgnored", "try"}) // It is what the method returns.
  @Nullable Object make(@Nullable Object parameters, Work work) throws Throwable {
    ObservedCall call;
    try {
      call = calls.begin(how, parameters, endpoint);
    } catch (RuntimeException refused) {
      if (how.future()) {
        return CompletableFuture.failedFuture(refused);
      }
      if (how.asyncStream()) {
        return calls.library().failedAsyncStream(refused);
      }
      throw refused;
    }
    Object result;
    try (Scope scope = Resends.context(call).makeCurrent()) {
      result = work.run();
    } catch (Throwable e) {
      fail(call, e);
      throw e;
    }
    if (result instanceof CompletableFuture<?> future) {
      return future
          .whenComplete(
              (value, failure) -> {
                if (failure != null) {
                  fail(call, failure);
                }
              })
          .thenApply(value -> received(value, call))
          // The application's own to complete or cancel; what comes then is recorded still.
          .thenApply(Function.identity());
    }
    return received(result, call);
  }

  private void fail(ObservedCall call, Throwable failure) {
    call.fail(failure, calls.library().httpStatus(failure));
  }

  private @Nullable Object received(@Nullable Object result, ObservedCall call) {
    ServiceLibrary library = calls.library();
    if (result == null) {
      call.endUnread();
      return null;
    }
    if (library.rawResponse().isInstance(result)) {
      return how.stream()
          ? library.observed(result, new StreamedResponseObserver(how.api(), progress(call)))
          : library.observed(result, new ResponseObserver(how.api(), call));
    }
    if (library.asyncStreamResponse().isInstance(result)) {
      return library.observed(result, new AsyncStreamObserver(progress(call)));
    }
    if (library.streamResponse().isInstance(result)) {
      return library.observed(result, new StreamObserver(progress(call)));
    }
    call.end(() -> how.api().answer(result));
    return result;
  }

  private Progress progress(ObservedCall call) {
    return call.stream(how.api().pieces(call.recordsContent()), calls.library()::httpStatus);
  }
}
