package dev.parley.bench.load;

import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.RequestHeaders;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** A server that takes OTLP by gRPC: a message with its length in front, by HTTP/2. */
final class GrpcTarget implements Target {
  private static final String OK = "0";
  private static final String RESOURCE_EXHAUSTED = "8";
  private static final String UNAVAILABLE = "14";

  private final WebClient client;
  private final RequestHeaders headers =
      RequestHeaders.builder(
              HttpMethod.POST, "/opentelemetry.proto.collector.trace.v1.TraceService/Export")
          .add(HttpHeaderNames.CONTENT_TYPE, "application/grpc+proto")
          .add(HttpHeaderNames.TE, "trailers")
          .build();

  /** A server's address, such as {@code http://127.0.0.1:4317}. */
  GrpcTarget(String server) {
    this.client =
        WebClient.builder(server.replaceFirst("^http:", "h2c:"))
            .responseTimeout(Duration.ofMinutes(1))
            .writeTimeout(Duration.ofMinutes(1))
            .build();
  }

  @Override
  public byte[] encode(ExportTraceServiceRequest request) {
    byte[] message = request.toByteArray();
    return ByteBuffer.allocate(5 + message.length)
        .put((byte) 0)
        .putInt(message.length)
        .put(message)
        .array();
  }

  @Override
  public CompletableFuture<Answer> send(byte[] encoded) {
    return client
        .execute(HttpRequest.of(headers, HttpData.wrap(encoded)))
        .aggregate()
        .handle((response, failure) -> response == null ? Answer.LATER : answer(response));
  }

  private static Answer answer(AggregatedHttpResponse response) {
    // An answer without a message has its status where the headers are.
    String status =
        response.trailers().get("grpc-status", response.headers().get("grpc-status", ""));
    return switch (status) {
      case OK -> Answer.STORED;
      case RESOURCE_EXHAUSTED, UNAVAILABLE -> Answer.LATER;
      default -> Answer.REFUSED;
    };
  }
}
