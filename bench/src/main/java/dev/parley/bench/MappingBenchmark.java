package dev.parley.bench;

import static dev.parley.bench.server.KeyValues.number;
import static dev.parley.bench.server.KeyValues.text;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.server.dialect.Translation;
import dev.parley.server.dialect.Translator;
import dev.parley.server.wire.Traces;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * What the server makes of a batch: traces of eight spans, an agent with three calls whose prompts
 * grow (each call resends what was said before, and no two traces say the same), two tools and two
 * requests by HTTP.
 */
@State(Scope.Benchmark)
public class MappingBenchmark {
  private static final int TRACES = 64;
  private static final long START = 1_790_000_000_000_000_000L;

  /** So many batches that no cache of messages holds them all: only histories are seen again. */
  private static final int BATCHES = 24;

  private final byte[] silent = batch(0, false).toByteArray();
  private final byte[][] telling = new byte[BATCHES][];
  private int next;

  /** Makes the batches. */
  public MappingBenchmark() {
    for (int i = 0; i < BATCHES; i++) {
      telling[i] = batch(i * TRACES, true).toByteArray();
    }
  }

  private byte[] told() {
    next = (next + 1) % BATCHES;
    return telling[next];
  }

  /** The bytes of a batch without content as OTLP's generated classes. */
  @Benchmark
  public ExportTraceServiceRequest decode() throws InvalidProtocolBufferException {
    return ExportTraceServiceRequest.parseFrom(silent);
  }

  /** The same bytes as canonical spans. */
  @Benchmark
  public Translation decodeAndMap() {
    return Translator.spans(read(silent));
  }

  /** The bytes of a batch with prompts and answers as OTLP's generated classes. */
  @Benchmark
  public ExportTraceServiceRequest decodeContent() throws InvalidProtocolBufferException {
    return ExportTraceServiceRequest.parseFrom(told());
  }

  /** The same bytes as canonical spans. */
  @Benchmark
  public Translation decodeAndMapContent() {
    return Translator.spans(read(told()));
  }

  private static Traces read(byte[] body) {
    return Objects.requireNonNull(Traces.read(body), "the request is a usual one");
  }

  private static ExportTraceServiceRequest batch(int first, boolean content) {
    ScopeSpans.Builder model = scope("opentelemetry.instrumentation.openai_v2");
    ScopeSpans.Builder agent = scope("shop.agent");
    ScopeSpans.Builder http = scope("opentelemetry.instrumentation.httpx");
    for (int trace = first; trace < first + TRACES; trace++) {
      agent.addSpans(agent(trace));
      for (int call = 0; call < 3; call++) {
        model.addSpans(content ? told(trace, call) : call(trace, call));
      }
      for (int tool = 0; tool < 2; tool++) {
        agent.addSpans(tool(trace, tool));
        http.addSpans(http(trace, tool));
      }
    }
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(
            ResourceSpans.newBuilder()
                .setResource(
                    Resource.newBuilder()
                        .addAttributes(text("service.name", "shop"))
                        .addAttributes(text("service.version", "1.4.2"))
                        .addAttributes(text("deployment.environment.name", "production"))
                        .addAttributes(text("telemetry.sdk.language", "python")))
                .addScopeSpans(agent)
                .addScopeSpans(model)
                .addScopeSpans(http))
        .build();
  }

  private static ScopeSpans.Builder scope(String name) {
    return ScopeSpans.newBuilder()
        .setScope(InstrumentationScope.newBuilder().setName(name).setVersion("1.0"));
  }

  private static Span.Builder span(int trace, int number, String name) {
    Span.Builder span =
        Span.newBuilder()
            .setTraceId(bytes(16, trace + 1))
            .setSpanId(bytes(8, trace * 16 + number + 1))
            .setName(name)
            .setKind(Span.SpanKind.SPAN_KIND_CLIENT)
            .setStartTimeUnixNano(START + number * 1_000_000L)
            .setEndTimeUnixNano(START + number * 1_000_000L + 900_000L);
    return number == 0 ? span : span.setParentSpanId(bytes(8, trace * 16 + 1));
  }

  private static ByteString bytes(int length, long value) {
    return ByteString.copyFrom(ByteBuffer.allocate(length).putLong(length - 8, value).array());
  }

  private static Span.Builder agent(int trace) {
    return span(trace, 0, "invoke_agent support")
        .addAttributes(text("gen_ai.operation.name", "invoke_agent"))
        .addAttributes(text("gen_ai.agent.name", "support"))
        .addAttributes(text("gen_ai.conversation.id", "session-" + trace))
        .addAttributes(text("user.id", "user-" + trace));
  }

  private static Span.Builder call(int trace, int number) {
    return span(trace, 1 + number, "chat gpt-4o")
        .addAttributes(text("gen_ai.operation.name", "chat"))
        .addAttributes(text("gen_ai.provider.name", "openai"))
        .addAttributes(text("gen_ai.request.model", "gpt-4o"))
        .addAttributes(text("gen_ai.response.model", "gpt-4o-2024-08-06"))
        .addAttributes(text("gen_ai.response.id", "chatcmpl-" + trace + number))
        .addAttributes(number("gen_ai.usage.input_tokens", 400 + number))
        .addAttributes(number("gen_ai.usage.output_tokens", 60))
        .addAttributes(number("gen_ai.usage.cache_read.input_tokens", 128))
        .addAttributes(text("server.address", "api.openai.com"))
        .addAttributes(number("server.port", 443))
        .addAttributes(number("gen_ai.request.max_tokens", 1024))
        .addAttributes(
            KeyValue.newBuilder()
                .setKey("gen_ai.response.finish_reasons")
                .setValue(
                    AnyValue.newBuilder()
                        .setArrayValue(
                            ArrayValue.newBuilder()
                                .addValues(AnyValue.newBuilder().setStringValue("stop")))));
  }

  private static Span.Builder told(int trace, int number) {
    StringBuilder input = new StringBuilder("[");
    for (int message = 0; message <= 2 * number; message++) {
      input
          .append(message == 0 ? "" : ",")
          .append("{\"role\":\"")
          .append(message % 2 == 0 ? "user" : "assistant")
          .append("\",\"parts\":[{\"type\":\"text\",\"content\":\"")
          .append(
              ("Where is my order SO-" + trace + '-' + message + " of last Tuesday? ").repeat(20))
          .append("\"}]}");
    }
    return call(trace, number)
        .addAttributes(text("gen_ai.input.messages", input.append(']').toString()))
        .addAttributes(
            text(
                "gen_ai.output.messages",
                "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\"It arrives on"
                    + " Friday.\"}],\"finish_reason\":\"stop\"}]"));
  }

  private static Span.Builder tool(int trace, int number) {
    return span(trace, 4 + number, "execute_tool look_up_order")
        .addAttributes(text("gen_ai.operation.name", "execute_tool"))
        .addAttributes(text("gen_ai.tool.name", "look_up_order"))
        .addAttributes(text("gen_ai.tool.call.id", "call-" + number))
        .addAttributes(text("gen_ai.tool.call.arguments", "{\"order\":\"SO-12345\"}"))
        .addAttributes(text("gen_ai.tool.call.result", "{\"status\":\"shipped\"}"));
  }

  private static Span.Builder http(int trace, int number) {
    return span(trace, 6 + number, "GET")
        .addAttributes(text("http.request.method", "GET"))
        .addAttributes(text("url.full", "https://orders.example/orders/SO-12345"))
        .addAttributes(text("server.address", "orders.example"))
        .addAttributes(number("http.response.status_code", 200));
  }
}
