package dev.parley.instrumentation.openai;

import com.openai.core.http.Headers;
import com.openai.core.http.HttpResponseFor;
import com.openai.core.http.StreamResponse;
import dev.parley.sdk.internal.stream.Forgotten;
import java.io.InputStream;
import java.lang.ref.Cleaner.Cleanable;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A response whose stream the application parses, or reads, itself. The call ends as the stream
 * does, or when the response is closed or forgotten.
 */
final class ObservedStreamedResponse<T> implements HttpResponseFor<T> {

  private final HttpResponseFor<T> response;
  private final ClientStream stream;
  private final AtomicBoolean taken;
  private final Cleanable forgotten;

  ObservedStreamedResponse(HttpResponseFor<T> response, ClientStream stream) {
    AtomicBoolean started = new AtomicBoolean();
    this.response = response;
    this.stream = stream;
    this.taken = started;
    // Once it is taken, it is the stream that may be forgotten.
    this.forgotten =
        Forgotten.when(
            this,
            () -> {
              if (!started.get()) {
                stream.stop();
              }
            });
  }

  @Override
  @SuppressWarnings("unchecked") // What is parsed is a stream response, and so is its observer.
  public T parse() {
    T parsed;
    try {
      parsed = response.parse();
    } catch (Throwable e) {
      stream.fail(e);
      throw e;
    }
    return parsed instanceof StreamResponse<?> pieces && taken.compareAndSet(false, true)
        ? (T) new ObservedStreamResponse<>(pieces, stream)
        : parsed;
  }

  @Override
  public InputStream body() {
    return taken.compareAndSet(false, true)
        ? new ObservedEvents(response.body(), stream)
        : response.body();
  }

  @Override
  public int statusCode() {
    return response.statusCode();
  }

  @Override
  public Headers headers() {
    return response.headers();
  }

  @Override
  public Optional<String> requestId() {
    return response.requestId();
  }

  @Override
  public void close() {
    stream.stop();
    forgotten.clean();
    response.close();
  }
}
