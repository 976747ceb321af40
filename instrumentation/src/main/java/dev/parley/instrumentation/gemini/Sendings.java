package dev.parley.instrumentation.gemini;

import java.io.IOException;
import okhttp3.Interceptor;
import okhttp3.Response;

/** Counts how often a call is sent, below the library's own retries. */
record Sendings(ModelCalls calls) implements Interceptor {

  @Override
  public Response intercept(Chain chain) throws IOException {
    calls.sending(chain.call());
    return chain.proceed(chain.request());
  }

  @SuppressWarnings("ReferenceEquality") // There is one for each.
  boolean isOf(ModelCalls those) {
    return calls == those;
  }
}
