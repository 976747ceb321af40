package dev.parley.instrumentation.openai;

import com.openai.core.http.AsyncStreamResponse;
import com.openai.core.http.HttpResponseFor;
import com.openai.core.http.StreamResponse;
import dev.parley.sdk.BudgetExceededException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Makes a client's call with an observer beside it, and hands its result on: in the form that the
 * client gives it, and as lazily.
 */
record Invocation(ApiMethod how, ClientCalls calls, Endpoint endpoint) {

  /** Does the client's own work, unless a budget forbids it. */
  @SuppressWarnings("FutureReturnValueIgnored") // It is returned, as what the method returns.
  @Nullable Object make(Object params, ClientCall.Work work) throws Throwable {
    ClientCall call;
    try {
      call = calls.begin(how, params, endpoint);
    } catch (BudgetExceededException refused) {
      if (how.future()) {
        return CompletableFuture.failedFuture(refused);
      }
      if (how.asyncStream()) {
        return new FailedAsyncStream(refused);
      }
      throw refused;
    }
    Object result;
    try {
      result = call.current(work);
    } catch (Throwable e) {
      call.fail(e);
      throw e;
    }
    if (result instanceof CompletableFuture<?> future) {
      return future
          .whenComplete(
              (value, failure) -> {
                if (failure != null) {
                  call.fail(failure);
                }
              })
          .thenApply(value -> received(value, call));
    }
    return received(result, call);
  }

  private @Nullable Object received(@Nullable Object result, ClientCall call) {
    if (result instanceof HttpResponseFor<?> response) {
      return how.stream()
          ? new ObservedStreamedResponse<>(response, call.stream())
          : new ObservedResponse<>(response, call);
    }
    if (result instanceof AsyncStreamResponse<?> stream) {
      return new ObservedAsyncStream<>(stream, call.stream());
    }
    if (result instanceof StreamResponse<?> stream) {
      return new ObservedStreamResponse<>(stream, call.stream());
    }
    call.end(result);
    return result;
  }
}
