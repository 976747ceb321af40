package dev.parley.sdk;

import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.grpc.GrpcService;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import io.opentelemetry.proto.collector.logs.v1.LogsServiceGrpc;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import io.opentelemetry.proto.collector.metrics.v1.MetricsServiceGrpc;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.awaitility.Awaitility;

/** A real OTLP receiver on loopback, gRPC and HTTP on one port, that keeps what it gets. */
final class OtlpReceiver implements AutoCloseable {
  /**
   * One export.
   *
   * @param signal traces, metrics or logs
   * @param protocol http/protobuf or grpc
   * @param message decoded
   */
  record Export(
      String signal, String protocol, String path, RequestHeaders headers, Message message) {
    /** The names of the spans, metrics or log records' bodies. */
    List<String> names() {
      return switch (signal) {
        case "traces" -> spans().map(Span::getName).toList();
        case "metrics" ->
            ((ExportMetricsServiceRequest) message)
                .getResourceMetricsList().stream()
                    .flatMap(resource -> resource.getScopeMetricsList().stream())
                    .flatMap(scope -> scope.getMetricsList().stream())
                    .map(metric -> metric.getName())
                    .toList();
        default ->
            ((ExportLogsServiceRequest) message)
                .getResourceLogsList().stream()
                    .flatMap(resource -> resource.getScopeLogsList().stream())
                    .flatMap(scope -> scope.getLogRecordsList().stream())
                    .map(log -> log.getBody().getStringValue())
                    .toList();
      };
    }

    Stream<Span> spans() {
      return ((ExportTraceServiceRequest) message)
          .getResourceSpansList().stream()
              .flatMap(resource -> resource.getScopeSpansList().stream())
              .flatMap(scope -> scope.getSpansList().stream());
    }

    Map<String, String> resource() {
      Resource resource =
          switch (signal) {
            case "traces" ->
                ((ExportTraceServiceRequest) message).getResourceSpans(0).getResource();
            case "metrics" ->
                ((ExportMetricsServiceRequest) message).getResourceMetrics(0).getResource();
            default -> ((ExportLogsServiceRequest) message).getResourceLogs(0).getResource();
          };
      Map<String, String> attributes = new TreeMap<>();
      for (KeyValue attribute : resource.getAttributesList()) {
        attributes.put(attribute.getKey(), attribute.getValue().getStringValue());
      }
      return attributes;
    }
  }

  private final List<Export> exports = new CopyOnWriteArrayList<>();
  private final Server server;
  private volatile HttpStatus httpStatus = HttpStatus.OK;
  private volatile Status grpcStatus = Status.OK;

  OtlpReceiver() {
    server =
        Server.builder()
            .http(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .service("/v1/traces", http("traces", ExportTraceServiceRequest.parser()))
            .service("/v1/metrics", http("metrics", ExportMetricsServiceRequest.parser()))
            .service("/v1/logs", http("logs", ExportLogsServiceRequest.parser()))
            .service("/own/traces", http("traces", ExportTraceServiceRequest.parser()))
            .service(
                GrpcService.builder()
                    .addService(new Traces())
                    .addService(new Metrics())
                    .addService(new Logs())
                    .build())
            .build();
    server.start().join();
  }

  String url() {
    return "http://localhost:" + server.activeLocalPort();
  }

  /** Answers with these from now on. */
  void answer(HttpStatus http, Status grpc) {
    httpStatus = http;
    grpcStatus = grpc;
  }

  List<Export> exports() {
    return exports;
  }

  List<Export> of(String signal) {
    return exports.stream().filter(export -> export.signal().equals(signal)).toList();
  }

  /** The first export of a signal, which may be under way. */
  Export await(String signal) {
    Awaitility.await().until(() -> !of(signal).isEmpty());
    return of(signal).get(0);
  }

  /** Does not wait for connections to end: that takes seconds, and nobody asks again. */
  @Override
  @SuppressWarnings("FutureReturnValueIgnored")
  public void close() {
    server.stop();
  }

  private HttpService http(String signal, Parser<? extends Message> parser) {
    HttpService service =
        (context, request) ->
            HttpResponse.of(
                request
                    .aggregate()
                    .thenApply(
                        body -> {
                          if (!httpStatus.equals(HttpStatus.OK)) {
                            return HttpResponse.of(httpStatus);
                          }
                          boolean zipped = "gzip".equals(request.headers().get("content-encoding"));
                          Message message = parse(parser, zipped, body.content().toInputStream());
                          keep(context, signal, "http/protobuf", message);
                          return HttpResponse.of(HttpStatus.OK, MediaType.PROTOBUF, new byte[0]);
                        }));
    return service;
  }

  private static Message parse(Parser<? extends Message> parser, boolean zipped, InputStream body) {
    try (InputStream plain = zipped ? new GZIPInputStream(body) : body) {
      return parser.parseFrom(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void keep(
      ServiceRequestContext context, String signal, String protocol, Message message) {
    exports.add(new Export(signal, protocol, context.path(), context.request().headers(), message));
  }

  private <T> void answer(String signal, Message request, T response, StreamObserver<T> observer) {
    if (!grpcStatus.isOk()) {
      observer.onError(grpcStatus.asRuntimeException());
      return;
    }
    keep(ServiceRequestContext.current(), signal, "grpc", request);
    observer.onNext(response);
    observer.onCompleted();
  }

  private final class Traces extends TraceServiceGrpc.TraceServiceImplBase {
    @Override
    public void export(
        ExportTraceServiceRequest request, StreamObserver<ExportTraceServiceResponse> observer) {
      answer("traces", request, ExportTraceServiceResponse.getDefaultInstance(), observer);
    }
  }

  private final class Metrics extends MetricsServiceGrpc.MetricsServiceImplBase {
    @Override
    public void export(
        ExportMetricsServiceRequest request,
        StreamObserver<ExportMetricsServiceResponse> observer) {
      answer("metrics", request, ExportMetricsServiceResponse.getDefaultInstance(), observer);
    }
  }

  private final class Logs extends LogsServiceGrpc.LogsServiceImplBase {
    @Override
    public void export(
        ExportLogsServiceRequest request, StreamObserver<ExportLogsServiceResponse> observer) {
      answer("logs", request, ExportLogsServiceResponse.getDefaultInstance(), observer);
    }
  }
}
