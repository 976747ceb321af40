package dev.parley.instrumentation.anthropic;

import com.anthropic.core.ClientOptions;
import com.anthropic.core.opentelemetry.OpenTelemetryOptions;
import dev.parley.instrumentation.internal.ObservedCall;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.TracerProvider;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/**
 * The telemetry that the library has of its own, from version 3.10 on. An observed call has a span
 * already, and the library gets that one in place of a second; all its other spans go where they
 * went before, or nowhere if it was to make none. Where it speaks another API than ours, it makes
 * none at all.
 */
final class OwnTelemetry {

  private static final String MESSAGE = "anthropic.messages.create";

  /** Under OpenTelemetry's agent our API is the agent's and the library's the application's. */
  private static final boolean SPEAKS_OURS = takes(TracerProvider.class);

  private OwnTelemetry() {}

  private static boolean takes(Class<?> provider) {
    try {
      OpenTelemetryOptions.Builder.class.getMethod("tracerProvider", provider);
      return true;
    } catch (NoSuchMethodException | LinkageError other) {
      return false;
    }
  }

  /** Leads the spans of a client with these options here. */
  static void redirect(ClientOptions.Builder options) {
    OpenTelemetryOptions own = options.build().openTelemetry();
    if (!SPEAKS_OURS) {
      options.openTelemetry(
          own.toBuilder()
              .propagation(false)
              .traces(own.traces().toBuilder().enabled(false).build())
              .build());
      return;
    }
    TracerProvider provider = own.tracerProvider().orElse(null);
    if (provider instanceof Spans) {
      return;
    }
    boolean enabled = own.traces().enabled();
    options.openTelemetry(
        own.toBuilder()
            .tracerProvider(new Spans(enabled, provider))
            // Without spans of its own the library sends no trace context either.
            .propagation(enabled && own.propagation())
            .traces(own.traces().toBuilder().enabled(true).build())
            .build());
  }

  /**
   * Makes the library's spans.
   *
   * @param enabled whether it is to make others than those of observed calls
   * @param provider what makes the others; null for the global one
   */
  private record Spans(boolean enabled, @Nullable TracerProvider provider)
      implements TracerProvider {

    @Override
    public Tracer get(String scope) {
      Tracer others = others().get(scope);
      return name -> spanBuilder(name, others);
    }

    @Override
    public Tracer get(String scope, String version) {
      Tracer others = others().get(scope, version);
      return name -> spanBuilder(name, others);
    }

    private static SpanBuilder spanBuilder(String name, Tracer others) {
      ObservedCall call = name.equals(MESSAGE) ? ObservedCall.in(Context.current()) : null;
      return call == null ? others.spanBuilder(name) : new CallSpanBuilder(call);
    }

    /** The global one may be set later than the client is built. */
    private TracerProvider others() {
      if (!enabled) {
        return TracerProvider.noop();
      }
      if (provider != null) {
        return provider;
      }
      try {
        return GlobalOpenTelemetry.getOrNoop().getTracerProvider();
      } catch (NoSuchMethodError older) {
        // The library, too, finds none then.
        return TracerProvider.noop();
      }
    }
  }
}
