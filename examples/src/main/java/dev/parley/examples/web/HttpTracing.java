package dev.parley.examples.web;

import com.sun.net.httpserver.HttpExchange;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.io.IOException;
import java.net.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/** What OpenTelemetry's HTTP instrumentation does in an application: spans and headers. */
// A scope works by being open; nothing needs to refer to it.
@SuppressWarnings("try")
final class HttpTracing {
  /** Handles a request inside of its span. */
  interface Handler {
    void handle(HttpExchange exchange) throws IOException;
  }

  private static final TextMapGetter<HttpExchange> HEADERS =
      new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(HttpExchange exchange) {
          return exchange.getRequestHeaders().keySet();
        }

        @Override
        public @Nullable String get(@Nullable HttpExchange exchange, String key) {
          return exchange == null ? null : exchange.getRequestHeaders().getFirst(key);
        }
      };

  private final OpenTelemetry openTelemetry;

  HttpTracing(OpenTelemetry openTelemetry) {
    this.openTelemetry = openTelemetry;
  }

  /** The context that the caller sent along. */
  Context callersContext(HttpExchange exchange) {
    return openTelemetry
        .getPropagators()
        .getTextMapPropagator()
        .extract(Context.current(), exchange, HEADERS);
  }

  /** The request in a span of its own. */
  void serve(HttpExchange exchange, Handler handler) throws IOException {
    Span span =
        openTelemetry
            .getTracer("http")
            .spanBuilder(exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath())
            .setSpanKind(SpanKind.SERVER)
            .startSpan();
    try (exchange;
        Scope scope = span.makeCurrent()) {
      handler.handle(exchange);
    } catch (RuntimeException | IOException e) {
      span.setStatus(StatusCode.ERROR, String.valueOf(e.getMessage()));
      throw e;
    } finally {
      span.end();
    }
  }

  /** A request that takes the current context along. */
  HttpRequest.Builder sent(HttpRequest.Builder request) {
    openTelemetry
        .getPropagators()
        .getTextMapPropagator()
        .inject(Context.current(), request, (to, key, value) -> to.header(key, value));
    return request;
  }
}
