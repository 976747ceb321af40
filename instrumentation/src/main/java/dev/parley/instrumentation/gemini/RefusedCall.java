package dev.parley.instrumentation.gemini;

import okhttp3.Interceptor;
import okhttp3.Protocol;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Buffer;
import okio.Okio;
import okio.Source;
import okio.Timeout;

/**
 * A call that an enforced budget forbids. It is answered at once by a body that throws when it is
 * read: OkHttp passes an interceptor's exception on only to callers that wait, and replaces it for
 * those that don't, but what reading throws reaches both, the latter as the failure of their
 * future.
 */
record RefusedCall(RuntimeException refusal) implements MadeCall {

  @Override
  public Response through(Interceptor.Chain chain) {
    return new Response.Builder()
        .request(chain.request())
        .protocol(Protocol.HTTP_1_1)
        .code(200)
        .message("")
        .body(ResponseBody.create(Okio.buffer(new Refusal(refusal)), null, -1))
        .build();
  }

  private record Refusal(RuntimeException refusal) implements Source {

    @Override
    public long read(Buffer sink, long byteCount) {
      throw refusal;
    }

    @Override
    public Timeout timeout() {
      return Timeout.NONE;
    }

    @Override
    public void close() {}
  }
}
