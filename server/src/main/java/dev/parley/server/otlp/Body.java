package dev.parley.server.otlp;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpObject;
import com.linecorp.armeria.common.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * Takes a body in, part by part. Each is counted as it comes: many slow senders hold as much memory
 * as fast ones. (To aggregate and peek would count it at its end, when all of it is held.)
 *
 * <p>A body that is refused is read to its end and forgotten: a client over HTTP/1 that is answered
 * in the middle of its upload may see its connection close before it has read the answer, and would
 * send the same again.
 */
final class Body implements Subscriber<HttpObject> {
  private final Admission.Ticket ticket;
  private final List<byte[]> parts = new ArrayList<>();
  private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
  private int length;
  private @Nullable Refusal refusal;

  private Body(Admission.Ticket ticket, @Nullable Refusal refusal) {
    this.ticket = ticket;
    this.refusal = refusal;
  }

  /**
   * Completes with the whole body, which the ticket then has been taken for; or with the reason why
   * there is none, and the ticket closed.
   */
  static CompletableFuture<byte[]> of(HttpRequest request, Admission.Ticket ticket) {
    return read(request, new Body(ticket, null));
  }

  /** Fails with the reason at the body's end, however it comes; the ticket takes nothing. */
  static CompletableFuture<byte[]> refused(
      HttpRequest request, Admission.Ticket ticket, Refusal reason) {
    return read(request, new Body(ticket, reason));
  }

  private static CompletableFuture<byte[]> read(HttpRequest request, Body body) {
    request.subscribe(body);
    return body.whole;
  }

  @Override
  public void onSubscribe(Subscription subscription) {
    subscription.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(HttpObject part) {
    if (!(part instanceof HttpData data) || refusal != null) {
      return;
    }
    try {
      ticket.take(data.length());
      parts.add(data.array());
      length += data.length();
    } catch (Refusal e) {
      refusal = e;
      forget();
    }
  }

  @Override
  public void onError(Throwable failure) {
    forget();
    whole.completeExceptionally(refusal == null ? failure : refusal);
  }

  @Override
  public void onComplete() {
    if (refusal != null) {
      whole.completeExceptionally(refusal);
      return;
    }
    byte[] bytes = new byte[length];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, bytes, at, part.length);
      at += part.length;
    }
    parts.clear();
    whole.complete(bytes);
  }

  private void forget() {
    parts.clear();
    ticket.close();
  }
}
