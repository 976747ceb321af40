package dev.parley.server.tracing;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.logging.RequestLog;
import com.linecorp.armeria.server.DecoratingHttpServiceFunction;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.net.URI;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A span for each request to the server, sent by OTLP over HTTP. A caller's {@code traceparent} is
 * its parent. Requests that bring the server its own spans, when it is told to send them to itself,
 * are not traced: they would never end. Safe for use by many threads.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/semconv/http/http-spans/">conventions of HTTP
 *     spans</a>
 */
public final class OwnTraces implements DecoratingHttpServiceFunction, AutoCloseable {
  /** What tells this process's own exports from others'. */
  private static final String OWN = "parley-own-traces";

  private static final Duration SENT_EVERY = Duration.ofSeconds(1);
  private static final int LAST_SPANS_SECONDS = 5;

  private final String sender = UUID.randomUUID().toString();
  private final SdkTracerProvider provider;
  private final Tracer tracer;

  private OwnTraces(URI endpoint, String version) {
    provider =
        SdkTracerProvider.builder()
            .setResource(
                Resource.create(
                    Attributes.of(
                        AttributeKey.stringKey("service.name"),
                        "parley",
                        AttributeKey.stringKey("service.version"),
                        version)))
            .addSpanProcessor(
                BatchSpanProcessor.builder(
                        OtlpHttpSpanExporter.builder()
                            .setEndpoint(traces(endpoint))
                            .addHeader(OWN, sender)
                            .build())
                    .setScheduleDelay(SENT_EVERY)
                    .build())
            .build();
    tracer = provider.tracerBuilder("dev.parley.server").setInstrumentationVersion(version).build();
  }

  /**
   * Traces that are sent to a receiver of OTLP.
   *
   * @param endpoint its address, as {@code OTEL_EXPORTER_OTLP_ENDPOINT} has it: without {@code
   *     /v1/traces}
   * @param version of the server
   */
  public static OwnTraces to(URI endpoint, String version) {
    return new OwnTraces(endpoint, version);
  }

  private static String traces(URI endpoint) {
    String base = endpoint.toString();
    return (base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + "/v1/traces";
  }

  // The hook's scopes are closed by the server, the other one below.
  @SuppressWarnings("MustBeClosedChecker")
  @Override
  public HttpResponse serve(
      HttpService delegate, ServiceRequestContext context, HttpRequest request) throws Exception {
    if (sender.equals(request.headers().get(OWN))) {
      return delegate.serve(context, request);
    }
    String route = context.config().route().patternString();
    Span span =
        tracer
            .spanBuilder(context.method().name() + " " + route)
            .setParent(
                W3CTraceContextPropagator.getInstance()
                    .extract(Context.root(), request.headers(), Header.GETTER))
            .setSpanKind(SpanKind.SERVER)
            .setAttribute("http.request.method", context.method().name())
            .setAttribute("http.route", route)
            .setAttribute("url.path", context.path())
            .setAttribute("url.scheme", context.sessionProtocol().isTls() ? "https" : "http")
            .setAttribute("network.protocol.version", version(context))
            .startSpan();
    Context traced = Context.root().with(span).with(Work.TRACER, tracer);
    // Whatever thread is at work for this request, the engine's readers included.
    context.hook(traced::makeCurrent);
    var unused = context.log().whenComplete().thenAccept(log -> end(span, log));
    Scope scope = traced.makeCurrent();
    try {
      return delegate.serve(context, request);
    } finally {
      scope.close();
    }
  }

  private static String version(ServiceRequestContext context) {
    return context.sessionProtocol().isMultiplex() ? "2" : "1.1";
  }

  private static void end(Span span, RequestLog log) {
    int status = log.responseStatus().code();
    span.setAttribute("http.response.status_code", status);
    Throwable failure = log.responseCause();
    String grpc = log.responseTrailers().get("grpc-status");
    if (grpc != null) {
      span.setAttribute("rpc.response.status_code", grpc);
    }
    if (failure != null) {
      span.setAttribute("error.type", failure.getClass().getName());
      span.setStatus(StatusCode.ERROR);
    } else if (status >= 500) {
      span.setAttribute("error.type", String.valueOf(status));
      span.setStatus(StatusCode.ERROR);
    }
    span.end();
  }

  /** Sends what is left. */
  @Override
  public void close() {
    provider.shutdown().join(LAST_SPANS_SECONDS, TimeUnit.SECONDS);
  }

  private enum Header implements TextMapGetter<RequestHeaders> {
    GETTER;

    @Override
    public Iterable<String> keys(RequestHeaders headers) {
      return headers.names().stream().map(Object::toString).toList();
    }

    @Override
    public @Nullable String get(@Nullable RequestHeaders headers, String key) {
      return headers == null ? null : headers.get(key);
    }
  }
}
