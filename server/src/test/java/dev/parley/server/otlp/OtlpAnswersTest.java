package dev.parley.server.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.luben.zstd.Zstd;
import com.google.protobuf.ByteString;
import com.google.rpc.Status;
import dev.parley.server.ingest.OverloadedException;
import dev.parley.server.ingest.Receipt;
import dev.parley.server.ingest.UnavailableException;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Each row of the protocol's answers, over HTTP. */
class OtlpAnswersTest {
  private static final String TYPE = "Content-Type";
  private static final String PROTOBUF = "application/x-protobuf";
  private static final String JSON = "application/json";
  private static final String TRACE_ID = "5b8efff798038103d269b633813fc60c";
  private static final String SPAN_JSON =
      """
      {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"js"}}]},
       "scopeSpans":[{"scope":{"name":"s"},"unknownKey":[{"a":1}],"spans":[{
        "traceId":"5B8EFFF798038103D269B633813FC60C","spanId":"eee19b7ec3c1b174","parentSpanId":"",
        "name":"chat","kind":3,"startTimeUnixNano":"1544712660000000000","endTimeUnixNano":1544712661000000000,
        "attributes":[{"key":"gen_ai.usage.input_tokens","value":{"intValue":"12"}},
                      {"key":"d","value":{"doubleValue":"NaN"}},
                      {"key":"gen_ai.request.model","value":{"stringValue":"gpt-4o"}}],
        "status":{"code":2}}]}]}]}
      """;

  private OtlpServer server = new OtlpServer();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  @DisplayName("Protobuf that is stored is answered with the empty response message")
  void protobuf() throws Exception {
    HttpResponse<byte[]> response = server.post("/v1/traces", traces(span()), TYPE, PROTOBUF);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue(TYPE)).contains(PROTOBUF);
    assertThat(ExportTraceServiceResponse.parseFrom(response.body()).hasPartialSuccess()).isFalse();
    assertThat(server.ingest.spans()).hasSize(1);
  }

  @Test
  @DisplayName("JSON: hex ids, integers as text, enum numbers, unknown keys; answered in JSON")
  void json() throws Exception {
    HttpResponse<byte[]> response =
        server.post(
            "/v1/traces", SPAN_JSON.getBytes(UTF_8), TYPE, "application/json; charset=utf-8");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(new String(response.body(), UTF_8)).isEqualTo("{}");
    assertThat(server.ingest.spans())
        .singleElement()
        .satisfies(
            span -> {
              assertThat(span.key().traceId()).isEqualTo(TRACE_ID);
              assertThat(span.key().spanId()).isEqualTo("eee19b7ec3c1b174");
              assertThat(span.parentSpanId()).isNull();
              assertThat(span.durationNanos()).isEqualTo(1_000_000_000L);
              assertThat(span.origin().service()).isEqualTo("js");
              assertThat(span.status()).isEqualTo(dev.parley.server.model.Status.ERROR);
              assertThat(span.otelKind()).isEqualTo(dev.parley.server.model.OtelKind.CLIENT);
              assertThat(span.raw().attributes()).contains("\"d\":\"NaN\"");
              assertThat(span.raw().attributes()).contains("\"gen_ai.usage.input_tokens\":12");
            });
  }

  @Test
  @DisplayName("gzip and zstd bodies are understood, other encodings are 415")
  void compressed() throws Exception {
    byte[] body = traces(span());
    assertThat(
            server
                .post("/v1/traces", gzip(body), TYPE, PROTOBUF, "Content-Encoding", "gzip")
                .statusCode())
        .isEqualTo(200);
    assertThat(
            server
                .post("/v1/traces", Zstd.compress(body), TYPE, PROTOBUF, "Content-Encoding", "zstd")
                .statusCode())
        .isEqualTo(200);
    assertThat(server.ingest.spans()).hasSize(2);
    assertThat(
            server.post("/v1/traces", body, TYPE, PROTOBUF, "Content-Encoding", "br").statusCode())
        .isEqualTo(415);
    assertThat(
            server
                .post("/v1/traces", body, TYPE, PROTOBUF, "Content-Encoding", "gzip")
                .statusCode())
        .isEqualTo(400);
  }

  @Test
  @DisplayName("Unusable spans: 200 with their count and reasons, the others are stored")
  void partial() throws Exception {
    Span zeroId = span().toBuilder().setTraceId(ByteString.copyFrom(new byte[16])).build();
    Span shortId = span().toBuilder().setSpanId(ByteString.copyFromUtf8("abc")).build();
    Span noTime = span().toBuilder().clearStartTimeUnixNano().clearEndTimeUnixNano().build();
    byte[] body = traces(zeroId, span(), shortId, noTime);

    ExportTraceServiceResponse proto =
        ExportTraceServiceResponse.parseFrom(
            server.post("/v1/traces", body, TYPE, PROTOBUF).body());
    assertThat(proto.getPartialSuccess().getRejectedSpans()).isEqualTo(3);
    assertThat(proto.getPartialSuccess().getErrorMessage())
        .contains("trace id: all zero")
        .contains("span id: 3 bytes (expected: 8 bytes, not all zero)")
        .contains("start time");
    assertThat(server.ingest.spans()).hasSize(1);

    String badId = SPAN_JSON.replace("eee19b7ec3c1b174", "not hex at all!!");
    HttpResponse<byte[]> json = server.post("/v1/traces", badId.getBytes(UTF_8), TYPE, JSON);
    JsonNode success = new ObjectMapper().readTree(json.body()).path("partialSuccess");
    assertThat(json.statusCode()).isEqualTo(200);
    assertThat(success.path("rejectedSpans").textValue()).isEqualTo("1");
    assertThat(success.path("errorMessage").textValue()).contains("span id");
  }

  @Test
  @DisplayName("Malformed bodies: 400 with a Status in the request's encoding; the server goes on")
  void malformed() throws Exception {
    byte[] proto = {0x0a, (byte) 0xff, 0x01, 0x02};
    HttpResponse<byte[]> response = server.post("/v1/traces", proto, TYPE, PROTOBUF);
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.headers().firstValue(TYPE)).contains(PROTOBUF);
    assertThat(Status.parseFrom(response.body()).getCode()).isEqualTo(3);
    assertThat(Status.parseFrom(response.body()).getMessage()).contains("/v1/traces");

    for (String text :
        new String[] {"{\"resourceSpans\":[", "[]", "", "{\"resourceSpans\":{}}", "null"}) {
      HttpResponse<byte[]> json = server.post("/v1/traces", text.getBytes(UTF_8), TYPE, JSON);
      assertThat(json.statusCode()).as(text).isEqualTo(400);
      assertThat(new ObjectMapper().readTree(json.body()).path("code").intValue()).isEqualTo(3);
    }
    assertThat(server.post("/v1/traces", traces(span()), TYPE, PROTOBUF).statusCode())
        .isEqualTo(200);
  }

  @Test
  @DisplayName(
      "A wrong or missing content type is 415, a wrong method 405 with Allow, a wrong path 404")
  void wrongRequest() throws Exception {
    assertThat(server.post("/v1/traces", new byte[0], TYPE, "text/plain").statusCode())
        .isEqualTo(415);
    assertThat(server.post("/v1/traces", new byte[0]).statusCode()).isEqualTo(415);
    for (String method : new String[] {"GET", "PUT", "DELETE"}) {
      HttpResponse<byte[]> response = server.send(method, "/v1/traces", new byte[0], TYPE, JSON);
      assertThat(response.statusCode()).as(method).isEqualTo(405);
      assertThat(response.headers().firstValue("Allow")).contains("POST");
    }
    assertThat(server.post("/v1/trace", new byte[0], TYPE, JSON).statusCode()).isEqualTo(404);
  }

  @Test
  @DisplayName("Over the limit, as sent or decompressed, is 413, and a bomb is not inflated whole")
  void tooLarge() throws Exception {
    byte[] big = new byte[OtlpServer.LIMITS.maxBodyBytes() + 1];
    HttpResponse<byte[]> sent = server.post("/v1/traces", big, TYPE, PROTOBUF);
    assertThat(sent.statusCode()).isEqualTo(413);

    byte[] small = gzipZeros(32 << 20);
    HttpResponse<byte[]> inflated =
        server.post("/v1/traces", small, TYPE, PROTOBUF, "Content-Encoding", "gzip");
    assertThat(inflated.statusCode()).isEqualTo(413);
    assertThat(Status.parseFrom(inflated.body()).getMessage()).contains("when decompressed");

    HttpResponse<byte[]> json =
        server.post("/v1/traces", small, TYPE, JSON, "Content-Encoding", "gzip");
    assertThat(new ObjectMapper().readTree(json.body()).path("code").intValue()).isEqualTo(8);
    byte[] zstd = Zstd.compress(new byte[32 << 20]);
    assertThat(
            server
                .post("/v1/traces", zstd, TYPE, PROTOBUF, "Content-Encoding", "zstd")
                .statusCode())
        .isEqualTo(413);
    assertThat(server.post("/v1/traces", traces(span()), TYPE, PROTOBUF).statusCode())
        .isEqualTo(200);
  }

  @Test
  @DisplayName("Overload is 429 and a store that cannot commit 503, both with Retry-After")
  void retryable() throws Exception {
    server.ingest.answer = () -> CompletableFuture.failedFuture(new OverloadedException("full"));
    HttpResponse<byte[]> full = server.post("/v1/traces", traces(span()), TYPE, PROTOBUF);
    assertThat(full.statusCode()).isEqualTo(429);
    assertThat(full.headers().firstValue("Retry-After")).isPresent();
    assertThat(Status.parseFrom(full.body()).getCode()).isEqualTo(8);

    server.ingest.answer =
        () -> CompletableFuture.failedFuture(new UnavailableException("disk full", null));
    HttpResponse<byte[]> down = server.post("/v1/traces", SPAN_JSON.getBytes(UTF_8), TYPE, JSON);
    assertThat(down.statusCode()).isEqualTo(503);
    assertThat(down.headers().firstValue("Retry-After")).isPresent();
    assertThat(new ObjectMapper().readTree(down.body()).path("message").textValue())
        .isEqualTo("disk full");
  }

  @Test
  @DisplayName("More bodies under way than the memory bound allows is 429")
  void admission() throws Exception {
    server.close();
    server = new OtlpServer(new OtlpLimits(64 * 1024, 64 * 1024, Duration.ofSeconds(30)));
    CompletableFuture<Receipt> commit = new CompletableFuture<>();
    CompletableFuture<Void> arrived = new CompletableFuture<>();
    server.ingest.answer =
        () -> {
          arrived.complete(null);
          return commit;
        };
    String padding = "x".repeat(40_000);
    byte[] body = traces(span().toBuilder().setName(padding).build());
    CompletableFuture<Integer> first =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return server.post("/v1/traces", body, TYPE, PROTOBUF).statusCode();
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    arrived.join();
    assertThat(server.post("/v1/traces", body, TYPE, PROTOBUF).statusCode()).isEqualTo(429);
    commit.complete(new Receipt(1, 0));
    assertThat(first.join()).isEqualTo(200);
    assertThat(server.post("/v1/traces", body, TYPE, PROTOBUF).statusCode()).isEqualTo(200);
  }

  @Test
  @DisplayName("Bodies that arrive slowly count as they come, and no more once they are given up")
  void slowBodies() throws Exception {
    server.close();
    server = new OtlpServer(new OtlpLimits(64 * 1024, 96 * 1024, Duration.ofSeconds(30)));
    byte[] small = traces(span());
    URI address = URI.create(server.address(0));
    List<Socket> slow = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Socket socket = new Socket(address.getHost(), address.getPort());
      slow.add(socket);
      String head =
          """
          POST /v1/traces HTTP/1.1
          Host: x
          Content-Type: application/x-protobuf
          Content-Length: 65536

          """
              .replace("\n", "\r\n");
      socket.getOutputStream().write(head.getBytes(UTF_8));
      socket.getOutputStream().write(new byte[32 * 1024 - (i == 2 ? 8 : 0)]);
      socket.getOutputStream().flush();
    }
    await()
        .untilAsserted(
            () ->
                assertThat(server.post("/v1/traces", small, TYPE, PROTOBUF).statusCode())
                    .isEqualTo(429));
    for (Socket socket : slow) {
      socket.close();
    }
    await()
        .untilAsserted(
            () ->
                assertThat(server.post("/v1/traces", small, TYPE, PROTOBUF).statusCode())
                    .isEqualTo(200));
  }

  @Test
  @DisplayName("A commit that takes too long is 503 instead of a hang")
  void deadline() throws Exception {
    server.close();
    server = new OtlpServer(new OtlpLimits(64 * 1024, 1 << 20, Duration.ofMillis(50)));
    server.ingest.answer = CompletableFuture::new;
    assertThat(server.post("/v1/traces", traces(span()), TYPE, PROTOBUF).statusCode())
        .isEqualTo(503);
  }

  @Test
  @DisplayName("No response is sent before the commit")
  void afterCommit() throws Exception {
    CompletableFuture<Receipt> commit = new CompletableFuture<>();
    CompletableFuture<Void> arrived = new CompletableFuture<>();
    server.ingest.answer =
        () -> {
          arrived.complete(null);
          return commit;
        };
    CompletableFuture<Integer> status =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return server.post("/v1/traces", traces(span()), TYPE, PROTOBUF).statusCode();
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    arrived.join();
    assertThat(status).isNotDone();
    commit.complete(new Receipt(1, 0));
    assertThat(status.join()).isEqualTo(200);
  }

  @Test
  @DisplayName("Another signal's body is 400 with a hint, in protobuf and in JSON")
  void misplaced() throws Exception {
    byte[] logs =
        ExportLogsServiceRequest.newBuilder()
            .addResourceLogs(
                ResourceLogs.newBuilder()
                    .addScopeLogs(
                        ScopeLogs.newBuilder()
                            .addLogRecords(LogRecord.newBuilder().setTimeUnixNano(1))))
            .build()
            .toByteArray();
    HttpResponse<byte[]> response = server.post("/v1/traces", logs, TYPE, PROTOBUF);
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(Status.parseFrom(response.body()).getMessage()).contains("/v1/logs");

    HttpResponse<byte[]> atLogs = server.post("/v1/logs", traces(span()), TYPE, PROTOBUF);
    assertThat(atLogs.statusCode()).isEqualTo(400);
    assertThat(Status.parseFrom(atLogs.body()).getMessage()).contains("/v1/traces");
    HttpResponse<byte[]> json = server.post("/v1/metrics", SPAN_JSON.getBytes(UTF_8), TYPE, JSON);
    assertThat(json.statusCode()).isEqualTo(400);
    assertThat(new String(json.body(), UTF_8)).contains("/v1/traces");
    assertThat(server.ingest.batches).isEmpty();
  }

  @Test
  @DisplayName("Text that is not UTF-8 costs its characters, not its batch")
  void invalidUtf8() throws Exception {
    byte[] body = traces(span().toBuilder().setName("chat ??").build());
    for (int i = 0; i < body.length - 1; i++) {
      if (body[i] == '?' && body[i + 1] == '?') {
        body[i] = (byte) 0xc3;
        body[i + 1] = (byte) 0x28;
      }
    }
    assertThat(server.post("/v1/traces", body, TYPE, PROTOBUF).statusCode()).isEqualTo(200);
    assertThat(server.ingest.spans())
        .singleElement()
        .satisfies(span -> assertThat(span.name()).isEqualTo("chat \ufffd("));
  }

  @Test
  @DisplayName("Values nested 60 deep are kept, deeper ones cut, absurd ones refused")
  void nesting() throws Exception {
    assertThat(server.post("/v1/traces", traces(nested(60)), TYPE, PROTOBUF).statusCode())
        .isEqualTo(200);
    assertThat(server.ingest.spans().get(0).raw().attributes()).contains("bottom");
    assertThat(server.post("/v1/traces", traces(nested(70)), TYPE, PROTOBUF).statusCode())
        .isEqualTo(200);
    assertThat(server.ingest.spans().get(1).raw().attributes()).contains("nested deeper than 64");
    assertThat(server.post("/v1/traces", traces(nested(800)), TYPE, PROTOBUF).statusCode())
        .isEqualTo(400);
  }

  private static Span nested(int depth) {
    AnyValue value = AnyValue.newBuilder().setStringValue("bottom").build();
    for (int i = 0; i < depth; i++) {
      value = AnyValue.newBuilder().setArrayValue(ArrayValue.newBuilder().addValues(value)).build();
    }
    return span().toBuilder()
        .addAttributes(KeyValue.newBuilder().setKey("deep").setValue(value))
        .build();
  }

  private static Span span() {
    return Span.newBuilder()
        .setTraceId(ByteString.fromHex(TRACE_ID))
        .setSpanId(ByteString.fromHex("eee19b7ec3c1b174"))
        .setName("chat")
        .setStartTimeUnixNano(1_000)
        .setEndTimeUnixNano(2_000)
        .build();
  }

  private static byte[] traces(Span... spans) {
    ScopeSpans.Builder scope = ScopeSpans.newBuilder();
    for (Span span : spans) {
      scope.addSpans(span);
    }
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(ResourceSpans.newBuilder().addScopeSpans(scope))
        .build()
        .toByteArray();
  }

  private static byte[] gzip(byte[] body) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(body);
    }
    return out.toByteArray();
  }

  private static byte[] gzipZeros(int size) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] zeros = new byte[1 << 20];
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      for (int left = size; left > 0; left -= zeros.length) {
        gzip.write(zeros);
      }
    }
    return out.toByteArray();
  }
}
