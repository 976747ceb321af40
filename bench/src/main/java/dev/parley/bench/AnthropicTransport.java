package dev.parley.bench;

import com.anthropic.core.RequestOptions;
import com.anthropic.core.http.Headers;
import com.anthropic.core.http.HttpClient;
import com.anthropic.core.http.HttpRequest;
import com.anthropic.core.http.HttpResponse;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;

/** Takes every request to its last byte and answers it at once, without a network. */
final class AnthropicTransport implements HttpClient {
  private final String contentType;
  private final byte[] answer;

  AnthropicTransport(String contentType, byte[] answer) {
    this.contentType = contentType;
    this.answer = answer;
  }

  @Override
  public HttpResponse execute(HttpRequest request, RequestOptions options) {
    request.body().ifPresent(body -> body.writeTo(OutputStream.nullOutputStream()));
    Headers headers = Headers.builder().put("Content-Type", contentType).build();
    InputStream bytes = new ByteArrayInputStream(answer);
    return new HttpResponse() {
      @Override
      public int statusCode() {
        return 200;
      }

      @Override
      public Headers headers() {
        return headers;
      }

      @Override
      public InputStream body() {
        return bytes;
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public CompletableFuture<HttpResponse> executeAsync(HttpRequest request, RequestOptions options) {
    return CompletableFuture.completedFuture(execute(request, options));
  }

  @Override
  public void close() {}
}
