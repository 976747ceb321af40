package dev.parley.instrumentation.gemini;

import com.google.genai.errors.ApiException;
import com.google.genai.errors.GenAiIOException;
import dev.parley.instrumentation.internal.ObservedCall;
import dev.parley.sdk.internal.Guard;
import dev.parley.sdk.internal.stream.Forgotten;
import dev.parley.sdk.internal.stream.Progress;
import io.opentelemetry.context.Scope;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.Call;
import okhttp3.Interceptor;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.jspecify.annotations.Nullable;

/** One call to a model, from the moment that it is made. Thread-safe. */
final class StartedCall implements MadeCall {

  private static final Guard GUARD = new Guard("Recording the answer of a call of Gemini");

  private final ModelRequest request;
  private final ObservedCall call;
  private final ToolLoops.@Nullable Asked asked;
  private final AtomicInteger sendings = new AtomicInteger();
  private final AtomicBoolean taken = new AtomicBoolean();

  /**
   * A call whose span has started.
   *
   * @param asked who is told of its answer; null for a call that the library won't go on from
   */
  StartedCall(ModelRequest request, ObservedCall call, ToolLoops.@Nullable Asked asked) {
    this.request = request;
    this.call = call;
    this.asked = asked;
  }

  /** One that never runs, as its thread pool takes no more, is known by nobody's having it. */
  void failIfForgotten(Call made) {
    AtomicBoolean runs = taken;
    ObservedCall own = call;
    Forgotten.when(
        made,
        () -> {
          if (!runs.get()) {
            own.fail(failure(new IOException("the call was never run")));
          }
        });
  }

  /** As the application sees it: the library's exception around OkHttp's. */
  private static GenAiIOException failure(IOException cause) {
    return new GenAiIOException("Failed to execute HTTP request.", cause);
  }

  /** It goes to the network once more. */
  void sending() {
    sendings.incrementAndGet();
  }

  @Override
  @SuppressWarnings("try") // The scope works by being open.
  public Response through(Interceptor.Chain chain) throws IOException {
    taken.set(true);
    Response response;
    try (Scope scope = call.makeCurrent()) {
      response = chain.proceed(chain.request());
    } catch (IOException e) {
      GUARD.run(() -> fail(failure(e)));
      throw e;
    } catch (Throwable e) {
      GUARD.run(() -> fail(e));
      throw e;
    }
    try {
      return answered(response);
    } catch (Throwable fault) {
      GUARD.report(fault);
      endUnread(response);
      return response;
    }
  }

  private void fail(Throwable failure) {
    call.resent(sendings.get() - 1L);
    call.fail(failure);
  }

  /** What cannot be observed any further ends here. */
  private void endUnread(Response response) {
    if (response.isSuccessful()) {
      call.endUnread();
    } else {
      call.fail(new IOException("HTTP " + response.code()), response.code());
    }
  }

  private Response answered(Response response) {
    call.resent(sendings.get() - 1L);
    ResponseBody body = response.body();
    if (!response.isSuccessful()) {
      ApiException failure = ProviderErrors.of(response);
      ProviderErrors.describe(failure, call);
      call.fail(failure, response.code());
      return response;
    }
    if (body == null) {
      call.endUnread();
      return response;
    }
    return response.newBuilder().body(new AnswerBody(body, reader())).build();
  }

  private AnswerReader reader() {
    if (!request.streamed()) {
      return new WholeAnswer(request, call, asked);
    }
    Progress progress = call.stream(new GeneratedPieces(call.recordsContent()));
    return new EventStream(call, progress);
  }
}
