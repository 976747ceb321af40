package dev.parley.bench.load;

import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** A server that takes spans by POST. */
final class HttpTarget implements Target {
  /** As OTLP and Zipkin have it; neither knows the name without an x. */
  private static final MediaType PROTOBUF = MediaType.create("application", "x-protobuf");

  private final WebClient client;
  private final RequestHeaders headers;
  private final Function<ExportTraceServiceRequest, byte[]> encoding;

  private HttpTarget(
      String server, String path, Function<ExportTraceServiceRequest, byte[]> encoding) {
    this.client =
        WebClient.builder(server.replaceFirst("^http:", "h1c:"))
            .responseTimeout(Duration.ofMinutes(1))
            .writeTimeout(Duration.ofMinutes(1))
            .build();
    this.headers = RequestHeaders.builder(HttpMethod.POST, path).contentType(PROTOBUF).build();
    this.encoding = encoding;
  }

  /** OTLP by HTTP/1.1 and protobuf, at an address such as {@code http://127.0.0.1:4318}. */
  static HttpTarget otlp(String server) {
    return new HttpTarget(server, "/v1/traces", ExportTraceServiceRequest::toByteArray);
  }

  /** Zipkin's own protocol in protobuf. */
  static HttpTarget zipkin(String server) {
    return new HttpTarget(server, "/api/v2/spans", ZipkinEncoding::encode);
  }

  @Override
  public byte[] encode(ExportTraceServiceRequest request) {
    return encoding.apply(request);
  }

  @Override
  public CompletableFuture<Answer> send(byte[] encoded) {
    return client
        .execute(HttpRequest.of(headers, HttpData.wrap(encoded)))
        .aggregate()
        .handle(
            (response, failure) -> {
              if (response == null) {
                return Answer.LATER;
              }
              int code = response.status().code();
              if (code == 200 || code == 202) {
                return Answer.STORED;
              }
              return code == 429 || code == 503 ? Answer.LATER : Answer.REFUSED;
            });
  }
}
