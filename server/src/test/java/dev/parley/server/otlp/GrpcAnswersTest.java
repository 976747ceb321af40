package dev.parley.server.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import com.google.rpc.RetryInfo;
import com.linecorp.armeria.client.grpc.GrpcClients;
import dev.parley.server.ingest.OverloadedException;
import dev.parley.server.ingest.UnavailableException;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.opentelemetry.proto.collector.logs.v1.LogsServiceGrpc;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Each row of the protocol's answers, over gRPC. */
class GrpcAnswersTest {
  private final OtlpServer server = new OtlpServer();
  private final TraceServiceGrpc.TraceServiceBlockingStub traces =
      GrpcClients.newClient(
          "gproto+" + server.address(0), TraceServiceGrpc.TraceServiceBlockingStub.class);

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  @DisplayName("Stored: OK without partial success; unusable spans: OK with count and reasons")
  void success() {
    assertThat(traces.export(request(span("chat"))).hasPartialSuccess()).isFalse();

    Span broken = span("x").toBuilder().clearTraceId().build();
    var partial = traces.export(request(broken, span("chat"))).getPartialSuccess();
    assertThat(partial.getRejectedSpans()).isEqualTo(1);
    assertThat(partial.getErrorMessage()).contains("trace id: 0 bytes");
    assertThat(server.ingest.spans()).hasSize(2);
  }

  @Test
  @DisplayName(
      "Overload is RESOURCE_EXHAUSTED with RetryInfo, no commit UNAVAILABLE with RetryInfo")
  void retryable() {
    server.ingest.answer = () -> CompletableFuture.failedFuture(new OverloadedException("full"));
    StatusRuntimeException full = refused(request(span("chat")));
    assertThat(full.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(StatusProto.fromThrowable(full).getDetailsList())
        .singleElement()
        .satisfies(detail -> assertThat(detail.is(RetryInfo.class)).isTrue());

    server.ingest.answer =
        () -> CompletableFuture.failedFuture(new UnavailableException("disk full", null));
    StatusRuntimeException down = refused(request(span("chat")));
    assertThat(down.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(StatusProto.fromThrowable(down).getDetailsCount()).isEqualTo(1);
  }

  @Test
  @DisplayName("Over the limit is RESOURCE_EXHAUSTED without RetryInfo, plain and gzip")
  void tooLarge() {
    var big = request(span("x".repeat(OtlpServer.LIMITS.maxBodyBytes())));
    for (var stub :
        new TraceServiceGrpc.TraceServiceBlockingStub[] {traces, traces.withCompression("gzip")}) {
      StatusRuntimeException refused =
          catchThrowableOfType(StatusRuntimeException.class, () -> stub.export(big));
      assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
      var details = StatusProto.fromThrowable(refused);
      assertThat(details == null ? 0 : details.getDetailsCount()).isZero();
    }
    assertThat(server.ingest.batches).isEmpty();
  }

  @Test
  @DisplayName("Another signal's message is INVALID_ARGUMENT with a hint")
  void malformed() {
    var logs =
        GrpcClients.newClient(
            "gproto+" + server.address(1), LogsServiceGrpc.LogsServiceBlockingStub.class);
    StatusRuntimeException refused =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () ->
                logs.export(
                    io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest.parseFrom(
                        request(span("")).toByteArray())));
    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(refused.getStatus().getDescription()).contains("/v1/traces");
  }

  private StatusRuntimeException refused(ExportTraceServiceRequest request) {
    return catchThrowableOfType(StatusRuntimeException.class, () -> traces.export(request));
  }

  private static Span span(String name) {
    return Span.newBuilder()
        .setTraceId(ByteString.fromHex("5b8efff798038103d269b633813fc60c"))
        .setSpanId(ByteString.fromHex("eee19b7ec3c1b174"))
        .setName(name)
        .setStartTimeUnixNano(1_000)
        .setEndTimeUnixNano(2_000)
        .build();
  }

  private static ExportTraceServiceRequest request(Span... spans) {
    ScopeSpans.Builder scope = ScopeSpans.newBuilder();
    for (Span span : spans) {
      scope.addSpans(span);
    }
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(ResourceSpans.newBuilder().addScopeSpans(scope))
        .build();
  }
}
