package dev.parley.pricing;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of one call (or of several, summed) in disjoint buckets. Immutable.
 *
 * <p>A count is either known, 0 included, or unknown ({@code null}). Negative counts do not exist:
 * what a provider reports below 0 is unknown.
 *
 * <p>Providers disagree on whether "input" includes what the cache served and whether "output"
 * includes reasoning; {@link Builder} takes either form.
 */
public final class Usage {
  private static final TokenBucket[] BUCKETS = TokenBucket.values();
  private static final Usage NOTHING_KNOWN = builder().build();

  /** A bucket that is absent is unknown. */
  private final Map<TokenBucket, Long> counts;

  private final @Nullable Long reportedTotal;

  private final @Nullable Long input;
  private final @Nullable Long output;

  private Usage(Map<TokenBucket, Long> counts, @Nullable Long reportedTotal) {
    this.counts = counts;
    this.reportedTotal = reportedTotal;
    this.input = sum(counts, true);
    this.output = sum(counts, false);
  }

  /** A call of which nothing is known. */
  public static Usage unknown() {
    return NOTHING_KNOWN;
  }

  /** Plain input and output, nothing cached, no reasoning apart. Negative counts are unknown. */
  public static Usage of(long input, long output) {
    return builder().inputUncached(input).outputText(output).build();
  }

  /**
   * Usage as providers' answers and older clients spell it: {@code input_tokens} or {@code
   * prompt_tokens}, {@code output_tokens} or {@code completion_tokens}, {@code total_tokens}, cache
   * and reasoning details flat or in nested maps, each with or without the prefix {@code
   * gen_ai.usage.}. A known value under a new name wins over an old name. Values may be numbers or
   * decimal strings; anything else, negative numbers and null are unknown.
   *
   * <p>Input includes cached tokens and output includes reasoning (the rule of OpenTelemetry's
   * conventions and of OpenAI), with one exception: Anthropic's raw {@code cache_read_input_tokens}
   * and {@code cache_creation_input_tokens} without a prefix stand beside {@code input_tokens}, not
   * inside.
   */
  public static Usage fromMap(Map<String, ? extends @Nullable Object> values) {
    return UsageNames.read(values);
  }

  /**
   * Usage from a span's attributes, looked up by full key ({@code gen_ai.usage.input_tokens}, …);
   * names and rules as in {@link #fromMap}.
   */
  public static Usage fromAttributes(Function<String, ? extends @Nullable Object> attribute) {
    return UsageNames.read(attribute);
  }

  /** Whether {@link #fromMap} and {@link #fromAttributes} read a value of this name. */
  public static boolean isName(String name) {
    return UsageNames.contains(name);
  }

  /** Counts to be given one by one; those that are not given are unknown. */
  public static Builder builder() {
    return new Builder();
  }

  /** The count of one bucket; null when unknown. */
  public @Nullable Long get(TokenBucket bucket) {
    return counts.get(bucket);
  }

  /** All input: uncached, cached and audio; null when no part of it is known. */
  public @Nullable Long inputTotal() {
    return input;
  }

  /** All output: text, reasoning and audio; null when no part of it is known. */
  public @Nullable Long outputTotal() {
    return output;
  }

  /**
   * Input and output; where one of them is unknown, the total that was reported, else the other.
   */
  public @Nullable Long total() {
    if (reportedTotal != null && (input == null || output == null)) {
      return reportedTotal;
    }
    return add(input, output);
  }

  /** The total as it was sent; null when none was. */
  public @Nullable Long reportedTotal() {
    return reportedTotal;
  }

  /** Tokens written to the cache, however long it keeps them; null when unknown. */
  public @Nullable Long cacheWriteTotal() {
    return add(
        counts.get(TokenBucket.CACHE_WRITE),
        add(counts.get(TokenBucket.CACHE_WRITE_5M), counts.get(TokenBucket.CACHE_WRITE_1H)));
  }

  /** Whether any token count of input or output is known. */
  public boolean isKnown() {
    return !counts.isEmpty();
  }

  /** Bucket by bucket; unknown plus known is the known. */
  public Usage plus(Usage other) {
    Map<TokenBucket, Long> sums = new EnumMap<>(TokenBucket.class);
    sums.putAll(counts);
    other.counts.forEach((bucket, tokens) -> sums.merge(bucket, tokens, Long::sum));
    return new Usage(sums, add(reportedTotal, other.reportedTotal));
  }

  private static @Nullable Long sum(Map<TokenBucket, Long> counts, boolean input) {
    long sum = 0;
    boolean known = false;
    for (TokenBucket bucket : BUCKETS) {
      Long count = bucket.isInput() == input ? counts.get(bucket) : null;
      if (count != null) {
        sum += count;
        known = true;
      }
    }
    return known ? (Long) sum : null;
  }

  private static @Nullable Long add(@Nullable Long a, @Nullable Long b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return a + b;
  }

  @Override
  public boolean equals(@Nullable Object o) {
    return o instanceof Usage other
        && counts.equals(other.counts)
        && Objects.equals(reportedTotal, other.reportedTotal);
  }

  @Override
  public int hashCode() {
    return Objects.hash(counts, reportedTotal);
  }

  @Override
  public String toString() {
    return "Usage" + counts + (reportedTotal == null ? "" : " total " + reportedTotal);
  }

  /**
   * Takes disjoint counts ({@link #inputUncached}, {@link #outputText}) or inclusive ones ({@link
   * #input}, {@link #output}), each side on its own: Anthropic's input is disjoint and its output
   * inclusive, Gemini's the other way round. Null and negative counts are unknown. Not thread-safe.
   */
  public static final class Builder {
    private final Map<TokenBucket, Long> counts = new EnumMap<>(TokenBucket.class);
    private @Nullable Long inclusiveInput;
    private @Nullable Long inclusiveOutput;
    private @Nullable Long reportedTotal;

    private Builder() {}

    /**
     * All input tokens, those of the cache included; {@link #inputUncached} wins where both are
     * given. A number smaller than what the cache read and wrote cannot include it and is taken as
     * uncached.
     */
    public Builder input(@Nullable Long tokens) {
      inclusiveInput = count(tokens);
      return this;
    }

    /** Input tokens apart from those of the cache. */
    public Builder inputUncached(@Nullable Long tokens) {
      return set(TokenBucket.INPUT, tokens);
    }

    /** Input that was read from the cache; null when unknown. */
    public Builder cacheRead(@Nullable Long tokens) {
      return set(TokenBucket.CACHE_READ, tokens);
    }

    /** Cache writes of unknown duration. */
    public Builder cacheWrite(@Nullable Long tokens) {
      return set(TokenBucket.CACHE_WRITE, tokens);
    }

    /** Input that was written to the cache for five minutes; null when unknown. */
    public Builder cacheWrite5m(@Nullable Long tokens) {
      return set(TokenBucket.CACHE_WRITE_5M, tokens);
    }

    /** Input that was written to the cache for an hour; null when unknown. */
    public Builder cacheWrite1h(@Nullable Long tokens) {
      return set(TokenBucket.CACHE_WRITE_1H, tokens);
    }

    /** Audio in; null when unknown. */
    public Builder audioInput(@Nullable Long tokens) {
      return set(TokenBucket.AUDIO_INPUT, tokens);
    }

    /**
     * All output tokens, reasoning included; {@link #outputText} wins where both are given. A
     * number smaller than the reasoning cannot include it and is taken as text.
     */
    public Builder output(@Nullable Long tokens) {
      inclusiveOutput = count(tokens);
      return this;
    }

    /** Output tokens apart from reasoning and audio. */
    public Builder outputText(@Nullable Long tokens) {
      return set(TokenBucket.OUTPUT, tokens);
    }

    /** Output that was spent on reasoning; null when unknown. */
    public Builder reasoning(@Nullable Long tokens) {
      return set(TokenBucket.REASONING, tokens);
    }

    /** Audio out; null when unknown. */
    public Builder audioOutput(@Nullable Long tokens) {
      return set(TokenBucket.AUDIO_OUTPUT, tokens);
    }

    /** The total as reported; used only where input or output is unknown. */
    public Builder total(@Nullable Long tokens) {
      reportedTotal = count(tokens);
      return this;
    }

    public Usage build() {
      Map<TokenBucket, Long> disjoint = new EnumMap<>(TokenBucket.class);
      disjoint.putAll(counts);
      if (inclusiveInput != null) {
        split(disjoint, inclusiveInput, TokenBucket.INPUT, TokenBucket.AUDIO_INPUT);
      }
      if (inclusiveOutput != null) {
        split(disjoint, inclusiveOutput, TokenBucket.OUTPUT, TokenBucket.AUDIO_OUTPUT);
      }
      return new Usage(disjoint, reportedTotal);
    }

    /**
     * Takes the parts of an inclusive number out of it. Audio comes last: cached audio is reported
     * in both details, and is charged as cached.
     */
    private static void split(
        Map<TokenBucket, Long> disjoint, long inclusive, TokenBucket rest, TokenBucket audio) {
      if (disjoint.containsKey(rest)) {
        return;
      }
      long parts = 0;
      for (TokenBucket bucket : BUCKETS) {
        Long count = bucket.isInput() == rest.isInput() ? disjoint.get(bucket) : null;
        if (count != null && bucket != audio) {
          parts += count;
        }
      }
      long remaining = parts > inclusive ? inclusive : inclusive - parts;
      Long audioTokens = disjoint.computeIfPresent(audio, (b, n) -> Math.min(n, remaining));
      disjoint.put(rest, remaining - (audioTokens == null ? 0 : audioTokens));
    }

    private Builder set(TokenBucket bucket, @Nullable Long tokens) {
      Long known = count(tokens);
      if (known == null) {
        counts.remove(bucket);
      } else {
        counts.put(bucket, known);
      }
      return this;
    }

    private static @Nullable Long count(@Nullable Long tokens) {
      return tokens == null || tokens < 0 ? null : tokens;
    }
  }
}
