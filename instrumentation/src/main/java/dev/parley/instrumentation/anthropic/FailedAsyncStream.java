package dev.parley.instrumentation.anthropic;

import com.anthropic.core.http.AsyncStreamResponse;
import dev.parley.instrumentation.internal.service.RefusedStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;

/** A refused stream as this library has them. */
record FailedAsyncStream(RefusedStream stream) implements AsyncStreamResponse<Object> {

  @Override
  public AsyncStreamResponse<Object> subscribe(Handler<? super Object> handler) {
    return subscribe(handler, ForkJoinPool.commonPool());
  }

  @Override
  public AsyncStreamResponse<Object> subscribe(Handler<? super Object> handler, Executor executor) {
    stream.subscribe(executor, handler::onComplete);
    return this;
  }

  @Override
  public CompletableFuture<Void> onCompleteFuture() {
    return stream.onCompleteFuture();
  }

  @Override
  public void close() {
    stream.close();
  }
}
