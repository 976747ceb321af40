package dev.parley.instrumentation.anthropic;

import com.anthropic.core.http.StreamResponse;
import dev.parley.instrumentation.internal.service.StreamObserver;
import java.util.stream.Stream;

/** A stream that is observed as it is read. */
final class ObservedStreamResponse<T> implements StreamResponse<T> {

  private final StreamResponse<T> response;
  private final StreamObserver observer;

  ObservedStreamResponse(StreamResponse<T> response, StreamObserver observer) {
    this.response = response;
    this.observer = observer;
  }

  @Override
  public Stream<T> stream() {
    return observer.stream(response::stream);
  }

  @Override
  public void close() {
    observer.close(response::close);
  }
}
