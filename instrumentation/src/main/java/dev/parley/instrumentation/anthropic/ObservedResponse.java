package dev.parley.instrumentation.anthropic;

import com.anthropic.core.http.Headers;
import com.anthropic.core.http.HttpResponseFor;
import dev.parley.instrumentation.internal.service.ResponseObserver;
import java.io.InputStream;

/** A response that the application parses, or reads, itself. */
final class ObservedResponse<T> implements HttpResponseFor<T> {

  private final HttpResponseFor<T> response;
  private final ResponseObserver observer;

  ObservedResponse(HttpResponseFor<T> response, ResponseObserver observer) {
    this.response = response;
    this.observer = observer;
  }

  @Override
  public T parse() {
    return observer.parse(response::parse);
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
