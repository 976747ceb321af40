package dev.parley.bench;

import java.io.IOException;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.BufferedSink;
import okio.Okio;

/** Takes every request to its last byte and answers it at once, without a network. */
final class GeminiTransport implements Interceptor {
  private final MediaType contentType;
  private final byte[] answer;

  private GeminiTransport(String contentType, byte[] answer) {
    this.contentType = MediaType.get(contentType);
    this.answer = answer;
  }

  /** An HTTP client that gives this answer to whatever it is asked. */
  static OkHttpClient client(String contentType, byte[] answer) {
    return new OkHttpClient.Builder()
        .addInterceptor(new GeminiTransport(contentType, answer))
        .build();
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    Request request = chain.request();
    RequestBody body = request.body();
    if (body != null) {
      try (BufferedSink sink = Okio.buffer(Okio.blackhole())) {
        body.writeTo(sink);
      }
    }
    return new Response.Builder()
        .request(request)
        .protocol(Protocol.HTTP_1_1)
        .code(200)
        .message("OK")
        .body(ResponseBody.create(answer, contentType))
        .build();
  }
}
