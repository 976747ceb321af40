package dev.parley.bench;

import java.util.List;
import java.util.stream.Stream;

/** Every limit that Parley keeps, in one place. {@code docs/performance.md} shows them measured. */
final class Limits {
  static final List<Limit> ALL =
      Stream.of(
              sdk(),
              client("OpenAI", "OpenAiBenchmark"),
              client("Anthropic", "AnthropicBenchmark"),
              client("Bedrock", "BedrockBenchmark"),
              client("Gemini", "GeminiBenchmark"))
          .flatMap(List::stream)
          .toList();

  private Limits() {}

  private static List<Limit> sdk() {
    return List.of(
        Limit.ratio(
                "a span with conversation, workflow and user in scope",
                "SpanInScopeBenchmark.byParley",
                "the same attributes set by hand",
                "SpanInScopeBenchmark.byHand",
                1.10)
            .andBytes(64),
        Limit.ratio(
                "a span with no scope open",
                "SpanWithoutScopeBenchmark.withParley",
                "a processor that does nothing",
                "SpanWithoutScopeBenchmark.plain",
                1.10)
            .andBytes(0),
        Limit.ratio(
                "price look-up and cost of a dated model id, three buckets",
                "PriceBenchmark.lookUpAndCost",
                "the attribute writes of the call's span",
                "PriceBenchmark.attributeWrites",
                0.5)
            .without("PriceBenchmark.emptySpan"),
        Limit.bytes("price look-up alone", "PriceBenchmark.lookUp", 0),
        Limit.ratio(
            "`Step.call`, capture off",
            "StepBenchmark.step",
            "a plain span of the same attributes, made current around the same call",
            "StepBenchmark.plainSpan",
            1.3),
        Limit.none("`Step.llm(…).call`, which is also settled", "StepBenchmark.modelStep"),
        Limit.nanos(
            "a call's budgets: one of the conversation, one of the user",
            "BudgetBenchmark.check",
            1_000),
        Limit.ratio(
            "opening and closing a conversation scope",
            "ScopeBenchmark.conversation",
            "`Context.with` and `makeCurrent`",
            "ScopeBenchmark.plainContext",
            1.5),
        Limit.ratio(
            "decoding a batch of 512 spans and mapping it, content off",
            "MappingBenchmark.decodeAndMap",
            "decoding the same batch from protobuf",
            "MappingBenchmark.decode",
            2.5),
        Limit.ratio(
            "decoding a batch of 512 spans and mapping it, content on",
            "MappingBenchmark.decodeAndMapContent",
            "decoding the same batch from protobuf",
            "MappingBenchmark.decodeContent",
            2.5),
        Limit.p99(
            "a span with conversation, workflow and user in scope, 99th percentile",
            "SpanInScopeBenchmark.byParley",
            5_000));
  }

  /** Of the calls of one client library, beside the library alone. */
  private static List<Limit> client(String name, String benchmark) {
    String plain = benchmark + ".plain";
    String plainStream = benchmark + ".plainStream";
    String call = "a call of " + name + "'s client, ";
    String stream = "a stream of 400 pieces of " + name + "'s client, ";
    String alone = "the plain client over the same transport, 4 KiB prompt";
    return List.of(
        Limit.ratio(call + "content off", benchmark + ".contentOff", alone, plain, 1.15),
        Limit.ratio(call + "content on", benchmark + ".contentOn", alone, plain, 1.3),
        Limit.ratio(stream + "content off", benchmark + ".streamOff", alone, plainStream, 1.1),
        Limit.ratio(stream + "content on", benchmark + ".streamOn", alone, plainStream, 1.1));
  }
}
