package dev.parley.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.ByteString;
import dev.parley.server.config.ServerConfig;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What no emitter should send, each between two good spans of one batch: it is stored or refused
 * with a reason, the good ones are stored, and the page can show what is.
 */
class HostileInputTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final long START = 1_790_000_000_000_000_000L;

  @TempDir static Path folder;
  private static ParleyServer server;
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static int traces;

  @BeforeAll
  static void start() throws Exception {
    server = ParleyServer.start(ServerConfig.forFolder(folder, "--log-level=error"));
  }

  @AfterAll
  static void close() {
    server.close();
  }

  @Test
  @DisplayName("Keys that are both a value and a prefix keep both, and the content is read")
  void scalarAndPrefix() throws Exception {
    JsonNode span =
        stored(
            call()
                .addAttributes(text("gen_ai.prompt", "a scalar"))
                .addAttributes(text("gen_ai.prompt.0.role", "user"))
                .addAttributes(text("gen_ai.prompt.0.content", "where is it?"))
                .addAttributes(text("gen_ai.prompt.0.content.kind", "nested"))
                .addAttributes(text("gen_ai.prompt.0", "another")));

    assertThat(span.at("/attributes").size()).isEqualTo(7);
    assertThat(span.path("input").toString()).contains("where is it?");
  }

  @Test
  @DisplayName("100,000 attributes are stored, each of them")
  void manyAttributes() throws Exception {
    Span.Builder call = call();
    for (int i = 0; i < 100_000; i++) {
      call.addAttributes(text("custom." + i + ".key", "v" + i));
    }

    JsonNode span = stored(call);

    assertThat(span.path("attributes").size()).isEqualTo(100_002);
    assertThat(span.path("attributes").path("custom.99999.key").textValue()).isEqualTo("v99999");
  }

  @Test
  @DisplayName("A message of 5 MB comes back as it was sent")
  void largeMessage() throws Exception {
    String large = "0123456789".repeat(500_000);
    JsonNode span =
        stored(
            call()
                .addAttributes(
                    text(
                        "gen_ai.input.messages",
                        "[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\""
                            + large
                            + "\"}]}]")));

    assertThat(span.path("input").at("/0/parts/0/content").textValue()).isEqualTo(large);
  }

  @Test
  @DisplayName("Indices of 2^31 and beyond size nothing and lose no other message")
  void hugeIndices() throws Exception {
    JsonNode span =
        stored(
            call()
                .addAttributes(text("gen_ai.prompt.2147483648.content", "far"))
                .addAttributes(text("gen_ai.prompt.999999999.content", "last"))
                .addAttributes(text("gen_ai.prompt.99999999999999999999.content", "farther"))
                .addAttributes(text("gen_ai.prompt.-1.content", "before"))
                .addAttributes(text("gen_ai.prompt.3.content", "first")));

    assertThat(span.path("input")).hasSize(2);
    assertThat(span.path("attributes").size()).isEqualTo(7);
  }

  @Test
  @DisplayName("Of a repeated key the first value counts")
  void duplicateKeys() throws Exception {
    JsonNode span =
        stored(
            call()
                .addAttributes(whole("gen_ai.usage.input_tokens", 12))
                .addAttributes(whole("gen_ai.usage.input_tokens", 99)));

    assertThat(span.at("/attributes/gen_ai.usage.input_tokens").longValue()).isEqualTo(12);
    assertThat(span.at("/usage/inputUncached").longValue()).isEqualTo(12);
  }

  @Test
  @DisplayName("What is not UTF-8 costs its characters, not the batch")
  void invalidUtf8() throws Exception {
    byte[] good = batch(call().addAttributes(text("note", "@@@@"))).toByteArray();
    byte[] mark = "@@@@".getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i + mark.length <= good.length; i++) {
      if (good[i] == '@' && good[i + 1] == '@' && good[i + 2] == '@' && good[i + 3] == '@') {
        good[i + 1] = (byte) 0xFF;
        good[i + 2] = (byte) 0xC3;
      }
    }

    assertThat(send(good).getPartialSuccess().getRejectedSpans()).isZero();

    assertThat(span("call").at("/attributes/note").textValue()).startsWith("@").contains("\uFFFD");
    assertThat(spans()).isEqualTo(3);
  }

  @Test
  @DisplayName("Times before 1970, after 2262, and an end before its start are stored")
  void clocks() throws Exception {
    JsonNode backwards = stored(call().setEndTimeUnixNano(START - 5_000_000_000L));
    assertThat(backwards.path("durationMs").doubleValue()).isZero();
    Span.Builder wrapped = call().setStartTimeUnixNano(-1L).setEndTimeUnixNano(-1L);
    ExportTraceServiceResponse answer = send(batch(wrapped).toByteArray());
    // Either is right, but never silently: a span is on the page, or the sender is told.
    if (answer.getPartialSuccess().getRejectedSpans() == 0) {
      assertThat(spans()).isEqualTo(3);
    } else {
      assertThat(answer.getPartialSuccess().getErrorMessage()).isNotBlank();
      assertThat(spans()).isEqualTo(2);
    }
    ExportTraceServiceResponse noTime =
        send(batch(call().clearStartTimeUnixNano().clearEndTimeUnixNano()).toByteArray());
    assertThat(noTime.getPartialSuccess().getRejectedSpans() + spans()).isEqualTo(3);
  }

  @Test
  @DisplayName("Ids of zeros or of a wrong length are refused, counted and named")
  void zeroIds() throws Exception {
    for (Span.Builder bad :
        List.of(
            call().setTraceId(ByteString.copyFrom(new byte[16])),
            call().setSpanId(ByteString.copyFrom(new byte[8])),
            call().setSpanId(ByteString.EMPTY),
            call().setTraceId(ByteString.copyFromUtf8("short")))) {
      ExportTraceServiceResponse answer = send(batch(bad).toByteArray());

      assertThat(answer.getPartialSuccess().getRejectedSpans()).isEqualTo(1);
      assertThat(answer.getPartialSuccess().getErrorMessage()).containsIgnoringCase("id");
      assertThat(spans()).isEqualTo(2);
    }
  }

  @Test
  @DisplayName("UI-28: Truncated and double-encoded JSON is shown as the text that it is")
  void brokenJson() throws Exception {
    JsonNode cut =
        stored(call().addAttributes(text("gen_ai.input.messages", "[{\"role\":\"user\",\"par")));
    assertThat(cut.path("input").at("/0/parts/0/content").textValue())
        .isEqualTo("[{\"role\":\"user\",\"par");
    JsonNode twice =
        stored(
            call()
                .addAttributes(
                    text(
                        "gen_ai.input.messages",
                        JSON.writeValueAsString("[{\"role\":\"user\",\"content\":\"hello\"}]"))));
    assertThat(twice.path("input").at("/0/parts/0/content").textValue()).isEqualTo("hello");
    JsonNode number =
        stored(
            call()
                .addAttributes(
                    text(
                        "gen_ai.input.messages",
                        "[{\"role\":\"user\",\"parts\":[{\"type\":\"n\",\"v\":1e999999999999}]}]")));
    assertThat(number.path("input").toString()).contains("1e999999999999");
  }

  /** Sends it between two good spans and gives back what the span's page reads. */
  private JsonNode stored(Span.Builder hostile) throws Exception {
    ExportTraceServiceResponse answer = send(batch(hostile).toByteArray());
    assertThat(answer.getPartialSuccess().getErrorMessage()).isEmpty();
    assertThat(spans()).isEqualTo(3);
    return span("call");
  }

  private static int spans() throws Exception {
    return get("/traces/" + traceId()).path("spans").size();
  }

  private static JsonNode span(String name) throws Exception {
    for (JsonNode span : get("/traces/" + traceId()).path("spans")) {
      if (span.path("name").textValue().equals(name)) {
        return get("/traces/" + traceId() + "/spans/" + span.path("spanId").textValue());
      }
    }
    throw new AssertionError("no span " + name + " in trace " + traceId());
  }

  private static JsonNode get(String path) throws Exception {
    HttpResponse<String> response =
        CLIENT.send(
            HttpRequest.newBuilder(URI.create(server.httpAddress() + "/api/v1/parley" + path))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(path + ": " + response.body()).isEqualTo(200);
    return JSON.readTree(response.body());
  }

  private static ExportTraceServiceResponse send(byte[] body) throws Exception {
    HttpResponse<byte[]> response =
        CLIENT.send(
            HttpRequest.newBuilder(URI.create(server.httpAddress() + "/v1/traces"))
                .header("Content-Type", "application/x-protobuf")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
    assertThat(response.statusCode()).isEqualTo(200);
    return ExportTraceServiceResponse.parseFrom(response.body());
  }

  private static ExportTraceServiceRequest batch(Span.Builder hostile) {
    traces++;
    Span.Builder parent = span("before", 1);
    Span.Builder after = span("after", 3).setParentSpanId(parent.getSpanId());
    // What the call says of itself wins over what a batch gives every span.
    if (hostile.getTraceId().isEmpty()) {
      hostile.setTraceId(parent.getTraceId());
    }
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(
            ResourceSpans.newBuilder()
                .addScopeSpans(
                    ScopeSpans.newBuilder().addSpans(parent).addSpans(hostile).addSpans(after)))
        .build();
  }

  private static Span.Builder call() {
    return span("call", 2)
        .clearTraceId()
        .addAttributes(text("gen_ai.operation.name", "chat"))
        .addAttributes(text("gen_ai.request.model", "gpt-4o"));
  }

  private static Span.Builder span(String name, int number) {
    return Span.newBuilder()
        .setTraceId(ByteString.copyFrom(ByteBuffer.allocate(16).putLong(8, traces).array()))
        .setSpanId(ByteString.copyFrom(ByteBuffer.allocate(8).putLong(0, number).array()))
        .setName(name)
        .setStartTimeUnixNano(START)
        .setEndTimeUnixNano(START + 1_000_000L);
  }

  private static String traceId() {
    return "%032x".formatted(traces);
  }

  private static KeyValue text(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  private static KeyValue whole(String key, long value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setIntValue(value))
        .build();
  }
}
