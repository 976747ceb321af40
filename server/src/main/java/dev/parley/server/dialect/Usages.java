package dev.parley.server.dialect;

import dev.parley.pricing.Usage;
import dev.parley.server.model.Dialect;
import org.jspecify.annotations.Nullable;

/**
 * Token counts of any spelling as disjoint buckets.
 *
 * <p>The conventions count cached tokens within input and reasoning within output; some emitters do
 * not. Who emitted the span gives a presumption, and the numbers themselves overrule it: cache
 * larger than input, or a total that only adds up one way.
 */
final class Usages {
  private Usages() {}

  /** Null when nothing was reported, or zeros stand where nothing was counted. */
  static @Nullable Usage read(
      Attributes attributes, Dialect dialect, String scope, @Nullable String model) {
    Reader reader = new Reader(attributes, dialect);
    Long input = reader.count(Field.INPUT_TOKENS);
    Long output = reader.count(Field.OUTPUT_TOKENS);
    Long total = reader.count(Field.TOTAL_TOKENS);
    if (input == null && output == null && total == null) {
      return null;
    }
    if (isZero(input) && isZero(output) && isZero(total) && wasAnswered(attributes)) {
      return null;
    }
    Long read = reader.count(Field.CACHE_READ_TOKENS);
    Long write = reader.count(Field.CACHE_WRITE_TOKENS);
    Long write5m = reader.count(Field.CACHE_WRITE_5M_TOKENS);
    Long write1h = reader.count(Field.CACHE_WRITE_1H_TOKENS);
    Long reasoning = reader.count(Field.REASONING_TOKENS);
    boolean durations = write5m != null || write1h != null;
    long cache = value(read) + (durations ? value(write5m) + value(write1h) : value(write));
    Usage.Builder usage =
        Usage.builder()
            .cacheRead(read)
            .cacheWrite(durations ? null : write)
            .cacheWrite5m(write5m)
            .cacheWrite1h(write1h)
            .audioInput(reader.count(Field.AUDIO_INPUT_TOKENS))
            .audioOutput(reader.count(Field.AUDIO_OUTPUT_TOKENS))
            .reasoning(reasoning)
            .total(total);
    boolean apart = cacheIsApart(value(input), value(output), cache, total, scope, model);
    usage = apart ? usage.inputUncached(input) : usage.input(input);
    boolean reasoningApart =
        value(reasoning) > value(output)
            || (value(reasoning) > 0
                && total != null
                && total == value(input) + value(output) + value(reasoning));
    return (reasoningApart ? usage.outputText(output) : usage.output(output)).build();
  }

  private static boolean cacheIsApart(
      long input,
      long output,
      long cache,
      @Nullable Long total,
      String scope,
      @Nullable String model) {
    if (cache == 0) {
      return false;
    }
    if (cache > input) {
      return true;
    }
    if (model != null && model.contains("openai.")) {
      // OpenAI's models on Bedrock report inclusive input with a total that counts the cache twice.
      return false;
    }
    if (total != null && total == input + output + cache) {
      return true;
    }
    if (total != null && total == input + output) {
      return false;
    }
    return scope.startsWith("io.opentelemetry.aws-sdk");
  }

  /** A stream, or a call with an answer, cannot have used no token at all. */
  private static boolean wasAnswered(Attributes attributes) {
    return attributes.isTrue("gen_ai.request.stream")
        || attributes.isTrue("gen_ai.is_streaming")
        || attributes.isTrue("llm.is_streaming")
        || attributes.has("gen_ai.output.messages")
        || attributes.has("gen_ai.completion")
        || attributes.has("gen_ai.completion.0.content")
        || attributes.has("gen_ai.completion.0.finish_reason")
        || !attributes.list("gen_ai.response.finish_reasons").isEmpty();
  }

  private static boolean isZero(@Nullable Long count) {
    return count == null || count == 0;
  }

  private static long value(@Nullable Long count) {
    return count == null ? 0 : count;
  }
}
