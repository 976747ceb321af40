package dev.parley.bench;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;

/** Answers every request at once and whole, on the thread that asks, without a network. */
final class BedrockStreamTransport implements SdkAsyncHttpClient {
  private final byte[] answer;

  BedrockStreamTransport(byte[] answer) {
    this.answer = answer;
  }

  @Override
  public CompletableFuture<Void> execute(AsyncExecuteRequest request) {
    CompletableFuture<Void> end = new CompletableFuture<>();
    request
        .responseHandler()
        .onHeaders(
            SdkHttpResponse.builder()
                .statusCode(200)
                .putHeader("Content-Type", "application/vnd.amazon.eventstream")
                .build());
    request
        .responseHandler()
        .onStream(reader -> reader.onSubscribe(new Whole(ByteBuffer.wrap(answer), reader, end)));
    return end;
  }

  @Override
  public void close() {}

  /** Hands over the answer when it is first asked for. */
  private static final class Whole implements Subscription {
    private final ByteBuffer answer;
    private final Subscriber<? super ByteBuffer> reader;
    private final CompletableFuture<Void> end;
    private boolean given;

    Whole(ByteBuffer answer, Subscriber<? super ByteBuffer> reader, CompletableFuture<Void> end) {
      this.answer = answer;
      this.reader = reader;
      this.end = end;
    }

    @Override
    public void request(long pieces) {
      if (!given) {
        given = true;
        reader.onNext(answer);
        reader.onComplete();
        end.complete(null);
      }
    }

    @Override
    public void cancel() {
      given = true;
      end.complete(null);
    }
  }
}
