package dev.parley.bench.torture;

import com.google.protobuf.ByteString;
import dev.parley.bench.server.KeyValues;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Random;

/**
 * One request: a turn of a conversation, as a trace of its own. Everything in it follows from the
 * seed and its number, so that it can be sent again and recounted.
 *
 * @param number across the whole run
 * @param round in which it was sent first; a window of time of its own
 * @param place within the round
 */
record Batch(long seed, long number, int round, int place) {
  static final long ROUND_NANOS = 3_600_000_000_000L;
  private static final long FIRST_ROUND_NANOS = 1_767_225_600_000_000_000L;
  private static final int CONVERSATIONS = 12;
  private static final int MOST_CALLS = 24;
  private static final int ERRORS = 10;
  private static final String[] WORDS = {
    "order", "parcel", "refund", "late", "address", "invoice", "colour", "please", "again", "why"
  };

  static long roundStart(int round) {
    return FIRST_ROUND_NANOS + round * ROUND_NANOS;
  }

  String traceId() {
    return String.format(Locale.ROOT, "%016x%016x", seed ^ 0x5eed_0000_0000_0001L, number + 1);
  }

  /** Of the span with this place in the batch, from 0. */
  static String spanId(int place) {
    return String.format(Locale.ROOT, "%016x", place + 1L);
  }

  String conversation() {
    return "round-" + round + "-c" + random().nextInt(CONVERSATIONS);
  }

  /** What it brings, in numbers. */
  Counts counts() {
    Random random = random();
    random.nextInt(CONVERSATIONS);
    int calls = 1 + random.nextInt(MOST_CALLS);
    Counts counts = new Counts(1, 0, 0, 0, 0, 1);
    for (int i = 0; i < calls; i++) {
      int input = 1 + random.nextInt(2_000);
      int output = 1 + random.nextInt(300);
      boolean error = random.nextInt(ERRORS) == 0;
      counts = counts.plus(new Counts(1, 1, error ? 1 : 0, input, output, 0));
    }
    return counts;
  }

  ExportTraceServiceRequest request() {
    Random random = random();
    // Of their own, so that the numbers are drawn as in counts().
    Random words = new Random(number);
    String conversation = "round-" + round + "-c" + random.nextInt(CONVERSATIONS);
    int calls = 1 + random.nextInt(MOST_CALLS);
    long start = roundStart(round) + place * 1_000_000L;
    ScopeSpans.Builder spans = ScopeSpans.newBuilder();
    spans.getScopeBuilder().setName("torture");
    spans.addSpans(
        span(0, "invoke_agent support", start)
            .addAttributes(KeyValues.text("gen_ai.operation.name", "invoke_agent"))
            .addAttributes(KeyValues.text("gen_ai.agent.name", "support"))
            .addAttributes(KeyValues.text("gen_ai.conversation.id", conversation)));
    for (int i = 1; i <= calls; i++) {
      int input = 1 + random.nextInt(2_000);
      int output = 1 + random.nextInt(300);
      boolean error = random.nextInt(ERRORS) == 0;
      Span.Builder call =
          span(i, "chat gpt-4o", start + i * 10_000L)
              .setParentSpanId(id(0))
              .addAttributes(KeyValues.text("gen_ai.operation.name", "chat"))
              .addAttributes(KeyValues.text("gen_ai.provider.name", "openai"))
              .addAttributes(KeyValues.text("gen_ai.request.model", "gpt-4o"))
              .addAttributes(KeyValues.text("gen_ai.conversation.id", conversation))
              .addAttributes(KeyValues.number("gen_ai.usage.input_tokens", input))
              .addAttributes(KeyValues.number("gen_ai.usage.output_tokens", output))
              .addAttributes(KeyValues.text("gen_ai.input.messages", messages("user", words, i)))
              .addAttributes(
                  KeyValues.text("gen_ai.output.messages", messages("assistant", words, i)));
      if (error) {
        call.addAttributes(KeyValues.text("error.type", "timeout"))
            .setStatus(Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR));
      }
      spans.addSpans(call);
    }
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(
            ResourceSpans.newBuilder()
                .setResource(
                    Resource.newBuilder().addAttributes(KeyValues.text("service.name", "torture")))
                .addScopeSpans(spans))
        .build();
  }

  private Random random() {
    return new Random(seed * 1_000_003 + number);
  }

  private Span.Builder span(int place, String name, long start) {
    ByteBuffer trace =
        ByteBuffer.allocate(16).putLong(seed ^ 0x5eed_0000_0000_0001L).putLong(number + 1);
    return Span.newBuilder()
        .setTraceId(ByteString.copyFrom(trace.flip()))
        .setSpanId(id(place))
        .setName(name)
        .setStartTimeUnixNano(start)
        .setEndTimeUnixNano(start + 5_000_000);
  }

  private static ByteString id(int place) {
    return ByteString.copyFrom(ByteBuffer.allocate(8).putLong(place + 1L).flip());
  }

  private String messages(String role, Random random, int call) {
    StringBuilder text = new StringBuilder().append(role).append(' ').append(number).append('.');
    text.append(call);
    for (int i = random.nextInt(120); i > 0; i--) {
      text.append(' ').append(WORDS[random.nextInt(WORDS.length)]).append(random.nextInt(1_000));
    }
    return "[{\"role\":\""
        + role
        + "\",\"parts\":[{\"type\":\"text\",\"content\":\""
        + text
        + "\"}]}]";
  }
}
