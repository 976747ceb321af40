package dev.parley.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.ByteString;
import com.linecorp.armeria.client.grpc.GrpcClients;
import dev.parley.server.config.ServerConfig;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.logs.v1.LogsServiceGrpc;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.MetricsServiceGrpc;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.Sum;
import io.opentelemetry.proto.trace.v1.Span;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same telemetry over every way in, to a whole server. */
class SignalsTest {
  private static final long T = 1_772_359_200_000_000_000L;
  private static final String TRACE = "5b8efff798038103d269b633813fc60c";
  private static final String SPAN = "eee19b7ec3c1b174";

  @TempDir Path folder;
  private final HttpClient client = HttpClient.newHttpClient();

  private static KeyValue attribute(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  private static final ExportTraceServiceRequest TRACES = traces();
  private static final String TRACES_JSON =
      """
      {"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"%s","spanId":"%s","name":"chat",
      "startTimeUnixNano":"%d","endTimeUnixNano":"%d","attributes":[
      {"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},
      {"key":"gen_ai.usage.input_tokens","value":{"stringValue":"100"}},
      {"key":"gen_ai.usage.output_tokens","value":{"stringValue":"10"}}]}]}]}]}
      """
          .formatted(TRACE, SPAN, T, T + 5);

  private static ExportTraceServiceRequest traces() {
    ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
    request
        .addResourceSpansBuilder()
        .addScopeSpansBuilder()
        .addSpans(
            Span.newBuilder()
                .setTraceId(ByteString.fromHex(TRACE))
                .setSpanId(ByteString.fromHex(SPAN))
                .setName("chat")
                .setStartTimeUnixNano(T)
                .setEndTimeUnixNano(T + 5)
                .addAttributes(attribute("gen_ai.operation.name", "chat"))
                .addAttributes(attribute("gen_ai.usage.input_tokens", "100"))
                .addAttributes(attribute("gen_ai.usage.output_tokens", "10")));
    return request.build();
  }

  private static final ExportLogsServiceRequest LOGS = logs();
  private static final String LOGS_JSON =
      """
      {"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":"%d",
      "eventName":"claude_code.api_request","attributes":[
      {"key":"session.id","value":{"stringValue":"s1"}},
      {"key":"request_id","value":{"stringValue":"req_1"}},
      {"key":"model","value":{"stringValue":"claude-sonnet-4-5"}},
      {"key":"input_tokens","value":{"stringValue":"7"}},
      {"key":"output_tokens","value":{"stringValue":"3"}}]}]}]}]}
      """
          .formatted(T);

  private static ExportLogsServiceRequest logs() {
    ExportLogsServiceRequest.Builder request = ExportLogsServiceRequest.newBuilder();
    request
        .addResourceLogsBuilder()
        .addScopeLogsBuilder()
        .addLogRecords(
            LogRecord.newBuilder()
                .setTimeUnixNano(T)
                .setEventName("claude_code.api_request")
                .addAttributes(attribute("session.id", "s1"))
                .addAttributes(attribute("request_id", "req_1"))
                .addAttributes(attribute("model", "claude-sonnet-4-5"))
                .addAttributes(attribute("input_tokens", "7"))
                .addAttributes(attribute("output_tokens", "3")));
    return request.build();
  }

  private static final ExportMetricsServiceRequest METRICS = metrics();
  private static final String METRICS_JSON =
      """
      {"resourceMetrics":[{"resource":{"attributes":[
      {"key":"service.name","value":{"stringValue":"cli"}}]},
      "scopeMetrics":[{"metrics":[{"name":"claude_code.token.usage","sum":{
      "aggregationTemporality":1,"isMonotonic":true,"dataPoints":[{"startTimeUnixNano":"%d",
      "timeUnixNano":"%d","asInt":"42","attributes":[
      {"key":"type","value":{"stringValue":"input"}}]}]}}]}]}]}
      """
          .formatted(T, T + 5);

  private static ExportMetricsServiceRequest metrics() {
    ExportMetricsServiceRequest.Builder request = ExportMetricsServiceRequest.newBuilder();
    var resource = request.addResourceMetricsBuilder();
    resource.getResourceBuilder().addAttributes(attribute("service.name", "cli"));
    resource
        .addScopeMetricsBuilder()
        .addMetrics(
            Metric.newBuilder()
                .setName("claude_code.token.usage")
                .setSum(
                    Sum.newBuilder()
                        .setAggregationTemporality(
                            AggregationTemporality.AGGREGATION_TEMPORALITY_DELTA)
                        .setIsMonotonic(true)
                        .addDataPoints(
                            NumberDataPoint.newBuilder()
                                .setStartTimeUnixNano(T)
                                .setTimeUnixNano(T + 5)
                                .setAsInt(42)
                                .addAttributes(attribute("type", "input")))));
    return request.build();
  }

  @Test
  @DisplayName(
      "ING-01: traces, logs and metrics by gRPC, HTTP protobuf and HTTP JSON; sent thrice, each"
          + " counts once")
  void everyWayIn() throws Exception {
    try (ParleyServer server = ParleyServer.start(ServerConfig.forFolder(folder))) {
      String address = server.httpAddress();
      post(address + "/v1/traces", "application/json", bytes(TRACES_JSON));
      post(address + "/v1/logs", "application/json", bytes(LOGS_JSON));
      post(address + "/v1/metrics", "application/json", bytes(METRICS_JSON));
      assertCounts(address, 0);

      post(address + "/v1/traces", "application/x-protobuf", TRACES.toByteArray());
      post(address + "/v1/logs", "application/x-protobuf", LOGS.toByteArray());
      post(address + "/v1/metrics", "application/x-protobuf", METRICS.toByteArray());
      assertCounts(address, 4);

      String grpc = "gproto+" + server.grpcAddress();
      var traces = GrpcClients.newClient(grpc, TraceServiceGrpc.TraceServiceBlockingStub.class);
      assertThat(traces.export(TRACES).hasPartialSuccess()).isFalse();
      var logs = GrpcClients.newClient(grpc, LogsServiceGrpc.LogsServiceBlockingStub.class);
      assertThat(logs.export(LOGS).hasPartialSuccess()).isFalse();
      var metrics =
          GrpcClients.newClient(grpc, MetricsServiceGrpc.MetricsServiceBlockingStub.class);
      assertThat(metrics.export(METRICS).hasPartialSuccess()).isFalse();
      assertCounts(address, 8);

      JsonNode overview =
          get(address, "/overview?from=" + T / 1_000_000 + "&to=" + (T / 1_000_000 + 60_000));
      assertThat(overview.path("tokens").path("input").asLong()).isEqualTo(107);
      assertThat(overview.path("tokens").path("output").asLong()).isEqualTo(13);
      JsonNode reported =
          get(
              address,
              "/reported-metrics?from=" + T / 1_000_000 + "&to=" + (T / 1_000_000 + 60_000));
      assertThat(reported.path("services").size()).isEqualTo(1);
      assertThat(reported.path("services").get(0).path("models").get(0).path("input").asLong())
          .isEqualTo(42);
    }
  }

  /** A log record of a call is a record and a span. */
  private void assertCounts(String address, long duplicates) throws Exception {
    JsonNode status = get(address, "/status");
    assertThat(status.path("spans").asLong()).isEqualTo(2);
    assertThat(status.path("logs").asLong()).isEqualTo(1);
    assertThat(status.path("metricPoints").asLong()).isEqualTo(1);
    assertThat(status.path("ingest").path("duplicates").asLong()).isEqualTo(duplicates);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void post(String uri, String type, byte[] body) throws Exception {
    HttpResponse<String> response =
        client.send(
            HttpRequest.newBuilder(URI.create(uri))
                .header("content-type", type)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
  }

  private JsonNode get(String address, String path) throws Exception {
    HttpResponse<String> response =
        client.send(
            HttpRequest.newBuilder(URI.create(address + "/api/v1/parley" + path)).build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return new JsonMapper().readTree(response.body());
  }
}
