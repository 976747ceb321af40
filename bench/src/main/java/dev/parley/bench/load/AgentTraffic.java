package dev.parley.bench.load;

import static dev.parley.bench.server.KeyValues.number;
import static dev.parley.bench.server.KeyValues.text;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.nio.ByteBuffer;
import java.util.Random;

/**
 * Agents at work: conversations of one to forty turns, each turn a trace of seven spans (a request,
 * an agent, a retrieval, two model calls or three, tools). The same seed gives the same traffic but
 * for its times. Not thread-safe: each sender has its own.
 */
final class AgentTraffic {
  private static final String[] MODELS = {
    "gpt-4o",
    "gpt-4o-mini",
    "gpt-4.1",
    "gpt-4.1-mini",
    "o3",
    "o4-mini",
    "gpt-5",
    "gpt-5-mini",
    "claude-sonnet-4-5",
    "claude-haiku-4-5",
    "gemini-2.5-flash"
  };

  private static final int SPANS_OF_A_TURN = 7;
  private static final int OPEN_CONVERSATIONS = 64;

  private final Random random;
  private final Words words;
  private final Shape shape;
  private final int sender;

  private final String[] conversations = new String[OPEN_CONVERSATIONS];
  private final int[] turnsLeft = new int[OPEN_CONVERSATIONS];
  private int conversationsBegun;

  // The turn that is being told.
  private ByteString traceId = ByteString.EMPTY;
  private ByteString agentSpan = ByteString.EMPTY;
  private ByteString requestSpan = ByteString.EMPTY;
  private String conversation = "";
  private int toldOfTurn = SPANS_OF_A_TURN;

  AgentTraffic(long seed, int sender, Shape shape) {
    this.random = new Random(seed * 1_000 + sender);
    this.words = new Words(random);
    this.shape = shape;
    this.sender = sender;
  }

  /**
   * The next spans.
   *
   * @param firstNanos when the first starts, in nanoseconds since the epoch
   * @param stepNanos how much later each following one starts
   */
  ExportTraceServiceRequest next(int spans, long firstNanos, long stepNanos) {
    ScopeSpans.Builder scope = ScopeSpans.newBuilder();
    scope.getScopeBuilder().setName("bench.agents").setVersion("1");
    for (int i = 0; i < spans; i++) {
      scope.addSpans(span(firstNanos + i * stepNanos));
    }
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(
            ResourceSpans.newBuilder()
                .setResource(
                    Resource.newBuilder()
                        .addAttributes(text("service.name", "agents-" + sender))
                        .addAttributes(text("deployment.environment.name", "production")))
                .addScopeSpans(scope))
        .build();
  }

  private void beginTurn() {
    int place = random.nextInt(OPEN_CONVERSATIONS);
    if (turnsLeft[place] == 0) {
      conversations[place] = "bench-" + sender + "-" + conversationsBegun++;
      turnsLeft[place] = (int) Math.pow(40, random.nextDouble());
    }
    turnsLeft[place]--;
    conversation = conversations[place];
    traceId = id(16);
    requestSpan = id(8);
    agentSpan = id(8);
    toldOfTurn = 0;
  }

  private Span span(long start) {
    if (toldOfTurn == SPANS_OF_A_TURN) {
      beginTurn();
    }
    int place = toldOfTurn++;
    Span.Builder span =
        Span.newBuilder()
            .setTraceId(traceId)
            .setStartTimeUnixNano(start)
            .setEndTimeUnixNano(start + 1_000_000L * (1 + random.nextInt(4_000)));
    switch (place) {
      case 0 -> request(span);
      case 1 -> agent(span);
      case 2 -> retrieval(span);
      case 4 -> tool(span);
      case 5 -> {
        if (random.nextBoolean()) {
          modelCall(span);
        } else {
          tool(span);
        }
      }
      default -> modelCall(span);
    }
    if (place < 2 && shape.other > 0) {
      span.addAttributes(text("app.context", words.piece(shape.other)));
    }
    return span.build();
  }

  private void request(Span.Builder span) {
    span.setSpanId(requestSpan)
        .setName("POST /chat")
        .setKind(Span.SpanKind.SPAN_KIND_SERVER)
        .addAttributes(text("http.request.method", "POST"))
        .addAttributes(text("http.route", "/chat"))
        .addAttributes(text("url.path", "/chat"))
        .addAttributes(text("client.address", "10.1." + random.nextInt(200) + ".7"))
        .addAttributes(number("http.response.status_code", 200));
  }

  private void agent(Span.Builder span) {
    genAi(span.setSpanId(agentSpan).setParentSpanId(requestSpan), "invoke_agent")
        .setName("invoke_agent support")
        .addAttributes(text("gen_ai.agent.name", "support"))
        .addAttributes(text("gen_ai.provider.name", "openai"));
  }

  private void retrieval(Span.Builder span) {
    genAi(child(span), "execute_tool")
        .setName("execute_tool retrieve")
        .addAttributes(text("gen_ai.tool.name", "retrieve"))
        .addAttributes(text("gen_ai.tool.call.id", "call_" + random.nextLong()));
    if (shape.result > 0) {
      span.addAttributes(
          text("gen_ai.tool.call.result", "{\"documents\":\"" + words.piece(shape.result) + "\"}"));
    }
  }

  private void tool(Span.Builder span) {
    genAi(child(span), "execute_tool")
        .setName("execute_tool order_status")
        .addAttributes(text("gen_ai.tool.name", "order_status"))
        .addAttributes(text("gen_ai.tool.call.id", "call_" + random.nextLong()));
    if (shape.result > 0) {
      span.addAttributes(
              text("gen_ai.tool.call.arguments", "{\"order\":" + random.nextInt(100_000) + "}"))
          .addAttributes(
              text(
                  "gen_ai.tool.call.result", "{\"status\":\"" + words.piece(shape.result) + "\"}"));
    }
    if (random.nextInt(50) == 0) {
      span.setStatus(Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR))
          .addAttributes(text("error.type", "timeout"));
    }
  }

  private void modelCall(Span.Builder span) {
    String model = MODELS[(int) Math.pow(MODELS.length, random.nextDouble()) - 1];
    String provider =
        model.startsWith("claude")
            ? "anthropic"
            : model.startsWith("gemini") ? "gcp.gemini" : "openai";
    genAi(child(span), "chat")
        .setName("chat " + model)
        .setKind(Span.SpanKind.SPAN_KIND_CLIENT)
        .addAttributes(text("gen_ai.provider.name", provider))
        .addAttributes(text("gen_ai.request.model", model))
        .addAttributes(text("gen_ai.response.model", model))
        .addAttributes(text("gen_ai.response.id", "resp_" + Long.toHexString(random.nextLong())))
        .addAttributes(number("gen_ai.usage.input_tokens", 200 + random.nextInt(4_000)))
        .addAttributes(number("gen_ai.usage.output_tokens", 20 + random.nextInt(800)))
        .addAttributes(text("user.id", "user-" + (conversation.hashCode() & 0x3ff)));
    if (shape.input > 0) {
      span.addAttributes(text("gen_ai.input.messages", message("user", shape.input)))
          .addAttributes(text("gen_ai.output.messages", answer(shape.output)));
    }
  }

  private String message(String role, int characters) {
    return "[" + message(role, words.piece(characters)) + "]";
  }

  /** A message of one text, in the form of the GenAI conventions. */
  static String message(String role, String text) {
    return "{\"role\":\""
        + role
        + "\",\"parts\":[{\"type\":\"text\",\"content\":\""
        + text
        + "\"}]}";
  }

  private String answer(int characters) {
    return "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\""
        + words.piece(characters)
        + "\"}],\"finish_reason\":\"stop\"}]";
  }

  private Span.Builder child(Span.Builder span) {
    return span.setSpanId(id(8)).setParentSpanId(agentSpan);
  }

  private Span.Builder genAi(Span.Builder span, String operation) {
    return span.addAttributes(text("gen_ai.operation.name", operation))
        .addAttributes(text("gen_ai.conversation.id", conversation));
  }

  private ByteString id(int bytes) {
    return id(bytes, random);
  }

  /** An id of a trace or a span. */
  static ByteString id(int bytes, Random random) {
    ByteBuffer id = ByteBuffer.allocate(bytes);
    while (id.hasRemaining()) {
      id.putLong(random.nextLong() | 1);
    }
    return ByteString.copyFrom(id.flip());
  }
}
