package dev.parley.server.dialect;

import dev.parley.pricing.Usage;
import org.jspecify.annotations.Nullable;

/**
 * Token counts of any spelling as disjoint buckets.
 *
 * <p>The conventions count cached tokens within input and reasoning within output; some emitters do
 * not. Who emitted the span gives a presumption, and the numbers themselves overrule it: cache
 * larger than input, or a total that only adds up one way.
 */
final class Usages {
  private final Counting habit;
  private final long input;
  private final long output;
  private final long cache;
  private final long reasoning;
  private final @Nullable Long total;

  private Usages(
      Counting habit,
      @Nullable Long input,
      @Nullable Long output,
      long cache,
      @Nullable Long reasoning,
      @Nullable Long total) {
    this.habit = habit;
    this.input = value(input);
    this.output = value(output);
    this.cache = cache;
    this.reasoning = value(reasoning);
    this.total = total;
  }

  /**
   * Null when nothing was reported, or zeros stand where nothing was counted.
   *
   * @param answered whether the call cannot have used no token at all
   */
  static @Nullable Usage read(
      Reader reader, Counting habit, @Nullable String model, boolean answered) {
    Long input = reader.count(Field.INPUT_TOKENS);
    Long uncached = reader.count(Field.UNCACHED_INPUT_TOKENS);
    Long output = reader.count(Field.OUTPUT_TOKENS);
    Long total = reader.count(Field.TOTAL_TOKENS);
    if (input == null && uncached == null && output == null && total == null) {
      return null;
    }
    if (answered && isZero(input) && isZero(uncached) && isZero(output) && isZero(total)) {
      return null;
    }
    Long read = reader.count(Field.CACHE_READ_TOKENS);
    Long write = reader.count(Field.CACHE_WRITE_TOKENS);
    Long write5m = reader.count(Field.CACHE_WRITE_5M_TOKENS);
    Long write1h = reader.count(Field.CACHE_WRITE_1H_TOKENS);
    Long reasoning = reader.count(Field.REASONING_TOKENS);
    Long heard = reader.count(Field.AUDIO_INPUT_TOKENS);
    Long spoken = reader.count(Field.AUDIO_OUTPUT_TOKENS);
    boolean disjoint = habit.equals(Counting.DISJOINT);
    boolean durations = write5m != null || write1h != null;
    long cache = value(read) + (durations ? value(write5m) + value(write1h) : value(write));
    Usages numbers = new Usages(habit, input, output, cache, reasoning, total);
    Usage.Builder usage =
        Usage.builder()
            .cacheRead(read)
            .cacheWrite(durations ? null : write)
            .cacheWrite5m(write5m)
            .cacheWrite1h(write1h)
            .audioInput(heard)
            .audioOutput(spoken)
            .reasoning(reasoning)
            .total(total);
    boolean cacheApart = uncached != null || numbers.cacheIsApart(model);
    Long beside = uncached == null ? input : uncached;
    if (disjoint && (cacheApart || !isZero(heard))) {
      usage.inputUncached(beside);
    } else {
      // Audio is within whichever count there is, so the parts come out of the whole.
      usage.input(cacheApart ? plus(beside, cache) : beside);
    }
    boolean reasoningApart = numbers.reasoningIsApart();
    if (disjoint && (reasoningApart || !isZero(spoken))) {
      usage.outputText(output);
    } else {
      usage.output(reasoningApart ? plus(output, numbers.reasoning) : output);
    }
    return usage.build();
  }

  private boolean cacheIsApart(@Nullable String model) {
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
    if (totals(input + output + cache) || totals(input + output + cache + reasoning)) {
      return true;
    }
    boolean totalKnowsNoMore = totals(input + output) || totals(input + output + reasoning);
    return habit.cacheApart() && (habit.ownTotal() || !totalKnowsNoMore);
  }

  private boolean reasoningIsApart() {
    if (reasoning == 0) {
      return false;
    }
    if (reasoning > output) {
      return true;
    }
    if (totals(input + output + reasoning) || totals(input + output + cache + reasoning)) {
      return true;
    }
    boolean totalKnowsNoMore = totals(input + output) || totals(input + output + cache);
    return habit.reasoningApart() && (habit.ownTotal() || !totalKnowsNoMore);
  }

  private boolean totals(long sum) {
    return total != null && total == sum;
  }

  private static @Nullable Long plus(@Nullable Long count, long more) {
    return count == null ? null : count + more;
  }

  private static boolean isZero(@Nullable Long count) {
    return count == null || count == 0;
  }

  private static long value(@Nullable Long count) {
    return count == null ? 0 : count;
  }
}
