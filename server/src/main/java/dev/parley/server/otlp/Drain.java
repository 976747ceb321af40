package dev.parley.server.otlp;

import com.linecorp.armeria.common.HttpObject;
import com.linecorp.armeria.common.HttpRequest;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * Reads a body and forgets it. A client over HTTP/1 that is answered in the middle of its upload
 * may see its connection close before it has read the answer, and would send the same again.
 */
final class Drain implements Subscriber<HttpObject> {
  private final CompletableFuture<@Nullable Void> end = new CompletableFuture<>();

  private Drain() {}

  /** Completes at the body's end, however it comes. */
  static CompletableFuture<@Nullable Void> of(HttpRequest request) {
    Drain drain = new Drain();
    request.subscribe(drain);
    return drain.end;
  }

  @Override
  public void onSubscribe(Subscription subscription) {
    subscription.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(HttpObject part) {}

  @Override
  public void onError(Throwable failure) {
    end.complete(null);
  }

  @Override
  public void onComplete() {
    end.complete(null);
  }
}
