package dev.parley.instrumentation.gemini;

import java.io.IOException;
import okhttp3.Interceptor;
import okhttp3.Response;

/** What becomes of an HTTP call that was made. */
sealed interface MadeCall permits MadeCall.Unseen, StartedCall, RefusedCall {

  /** One that asks no model, or that nobody observes. */
  MadeCall UNSEEN = new Unseen();

  /** Sends it, if it is to be sent, on the thread that does so. */
  Response through(Interceptor.Chain chain) throws IOException;

  /** See {@link #UNSEEN}. */
  record Unseen() implements MadeCall {
    @Override
    public Response through(Interceptor.Chain chain) throws IOException {
      return chain.proceed(chain.request());
    }
  }
}
