package dev.parley.bench;

import com.openai.core.RequestOptions;
import com.openai.core.http.Headers;
import com.openai.core.http.HttpClient;
import com.openai.core.http.HttpRequest;
import com.openai.core.http.HttpRequestBody;
import com.openai.core.http.HttpResponse;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;

/** Takes every request to its last byte and answers it at once, without a network. */
final class OpenAiTransport implements HttpClient {
  private final String contentType;
  private final byte[] answer;

  OpenAiTransport(String contentType, byte[] answer) {
    this.contentType = contentType;
    this.answer = answer;
  }

  @Override
  public HttpResponse execute(HttpRequest request, RequestOptions options) {
    HttpRequestBody body = request.body();
    if (body != null) {
      body.writeTo(OutputStream.nullOutputStream());
    }
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
