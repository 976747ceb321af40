package dev.parley.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class InnerPropagatorTest {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final Map<String, String> REQUEST =
      Map.of("traceparent", "00-" + TRACE + "-b7ad6b7169203331-01");
  private static final Context INSIDE =
      Context.root()
          .with(
              Span.wrap(
                  SpanContext.create(
                      TRACE,
                      "00f067aa0ba902b7",
                      TraceFlags.getSampled(),
                      TraceState.getDefault())));

  private final InnerPropagator propagator =
      new InnerPropagator(W3CTraceContextPropagator.getInstance());

  private enum Headers implements TextMapGetter<Map<String, String>> {
    GETTER;

    @Override
    public Iterable<String> keys(Map<String, String> carrier) {
      return carrier.keySet();
    }

    @Override
    public @Nullable String get(@Nullable Map<String, String> carrier, String key) {
      return carrier == null ? null : carrier.get(key);
    }
  }

  @Test
  @DisplayName("Where no span is yet, the sender of a request is what it says")
  void outside() {
    assertThat(parent(Context.root())).isEqualTo("b7ad6b7169203331");
  }

  @Test
  @DisplayName("Inside of the span that another has made for the request, that one stays")
  void inside() {
    assertThat(parent(INSIDE)).isEqualTo("00f067aa0ba902b7");
  }

  @Test
  @DisplayName("What is sent says who sends it")
  void sends() {
    Map<String, String> sent = new HashMap<>();
    propagator.inject(INSIDE, sent, (headers, key, value) -> headers.put(key, value));
    assertThat(sent).containsEntry("traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01");
    assertThat(propagator.fields()).contains("traceparent");
  }

  private String parent(Context around) {
    Context extracted = propagator.extract(around, REQUEST, Headers.GETTER);
    return Span.fromContext(extracted).getSpanContext().getSpanId();
  }
}
