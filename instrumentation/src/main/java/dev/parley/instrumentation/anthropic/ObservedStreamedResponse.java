package dev.parley.instrumentation.anthropic;

import com.anthropic.core.http.Headers;
import com.anthropic.core.http.HttpResponseFor;
import com.anthropic.core.http.StreamResponse;
import dev.parley.instrumentation.internal.service.StreamObserver;
import dev.parley.instrumentation.internal.service.StreamedResponseObserver;
import java.io.InputStream;

/** A response whose stream the application parses, or reads, itself. */
final class ObservedStreamedResponse<T> implements HttpResponseFor<T> {

  private final HttpResponseFor<T> response;
  private final StreamedResponseObserver observer;

  ObservedStreamedResponse(HttpResponseFor<T> response, StreamedResponseObserver observer) {
    this.response = response;
    this.observer = observer;
  }

  @Override
  public T parse() {
    return observer.parse(response::parse, ObservedStreamedResponse::observed);
  }

  @SuppressWarnings("unchecked") // What is parsed is a stream response, and so is its observer.
  private static <T> T observed(T parsed, StreamObserver observer) {
    return (T) new ObservedStreamResponse<>((StreamResponse<?>) parsed, observer);
  }

  @Override
  public InputStream body() {
    return observer.body(response.body());
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
  public void close() {
    observer.close(response::close);
  }
}
