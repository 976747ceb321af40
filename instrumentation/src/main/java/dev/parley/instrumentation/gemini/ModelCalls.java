package dev.parley.instrumentation.gemini;

import dev.parley.instrumentation.internal.ContentCapture;
import dev.parley.instrumentation.internal.IndexedMessages;
import dev.parley.instrumentation.internal.ObservedCall;
import dev.parley.instrumentation.internal.Switch;
import dev.parley.sdk.Parley;
import dev.parley.sdk.instrumentation.LlmCall;
import dev.parley.sdk.internal.Guard;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.io.IOException;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import okhttp3.Call;
import okhttp3.EventListener;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Observes the model calls that one HTTP client makes. OkHttp asks for a listener as a call is
 * made, on the application's thread: there the span starts, in the application's context, and an
 * enforced budget is asked. The first of all interceptors then sees the call through, on whatever
 * thread it runs; the library's retries happen inside of it, and the network interceptor counts
 * them. The answer's body is read along as the library reads it. Thread-safe.
 */
final class ModelCalls implements EventListener.Factory, Interceptor {

  private static final Guard GUARD = new Guard("Recording a call of Gemini");

  /** As the library's own {@code text()} has it: parts without anything between them. */
  private static final IndexedMessages.Form FORM = new IndexedMessages.Form("", true);

  private final OkHttpClient plain;
  private final Parley parley;
  private final Switch observed;
  private final ToolLoops loops = new ToolLoops();
  private final Map<Call, MadeCall> made = Collections.synchronizedMap(new WeakHashMap<>());

  private ModelCalls(OkHttpClient plain, Parley parley, Switch observed) {
    this.plain = plain;
    this.parley = parley;
    this.observed = observed;
  }

  /** An HTTP client as this one, but observed. */
  static OkHttpClient observe(OkHttpClient plain, Parley parley, Switch observed) {
    ModelCalls calls = new ModelCalls(plain, parley, observed);
    OkHttpClient.Builder builder = plain.newBuilder().eventListenerFactory(calls);
    builder.interceptors().add(0, calls);
    return builder.addNetworkInterceptor(new Sendings(calls)).build();
  }

  /** Those that observe an HTTP client; null if none do. */
  static @Nullable ModelCalls of(OkHttpClient http) {
    for (Interceptor interceptor : http.interceptors()) {
      if (interceptor instanceof ModelCalls calls) {
        return calls;
      }
    }
    return null;
  }

  /** The client as it would be without these; what was added to it since stays. */
  OkHttpClient removedFrom(OkHttpClient http) {
    OkHttpClient.Builder builder = http.newBuilder();
    builder.interceptors().remove(this);
    builder.networkInterceptors().removeIf(other -> other instanceof Sendings s && s.isOf(this));
    if (http.eventListenerFactory() == this) {
      builder.eventListenerFactory(plain.eventListenerFactory());
    }
    return builder.build();
  }

  boolean isOff() {
    return observed.isOff();
  }

  /** A call is being made, on the thread that makes it. */
  @Override
  public EventListener create(Call call) {
    GUARD.run(() -> begin(call));
    return plain.eventListenerFactory().create(call);
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    MadeCall own = GUARD.get(() -> made(chain.call()), MadeCall.UNSEEN);
    try {
      return own.through(chain);
    } finally {
      made.remove(chain.call());
    }
  }

  /** A request of a call is on its way to the network. */
  void sending(Call call) {
    if (made.get(call) instanceof StartedCall own) {
      own.sending();
    }
  }

  /** A listener that was set after ours takes its place; then a call begins only here. */
  private MadeCall made(Call call) {
    if (!made.containsKey(call)) {
      begin(call);
    }
    return made.getOrDefault(call, MadeCall.UNSEEN);
  }

  private void begin(Call call) {
    ModelRequest request = isOff() ? null : ModelRequest.of(call.request());
    if (request != null) {
      MadeCall begun = start(request);
      made.put(call, begun);
      if (begun instanceof StartedCall own) {
        own.failIfForgotten(call);
      }
    }
  }

  @SuppressWarnings("try") // The scope works by being open.
  private MadeCall start(ModelRequest request) {
    ToolLoops.Round round =
        GUARD
            .get(
                () -> Optional.ofNullable(loops.continuedBy(request)),
                Optional.<ToolLoops.Round>empty())
            .orElse(null);
    Context caller = ToolLoops.context(Context.current(), round);
    try (Scope scope = caller.makeCurrent()) {
      LlmCall call =
          LlmCall.of(parley, request.operation(), request.provider())
              .model(request.model())
              .server(request.host(), request.port())
              .attributes(ToolLoops.attributes(round))
              .start();
      ObservedCall seen =
          ObservedCall.of(
              call, request.question(), request.streamed(), ContentCapture.of(parley, FORM));
      return new StartedCall(request, seen, loops.asked(request, caller, call, round));
    } catch (RuntimeException refusal) {
      return new RefusedCall(refusal);
    }
  }
}
