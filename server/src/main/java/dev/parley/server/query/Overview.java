package dev.parley.server.query;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The figures of a range; durations in milliseconds, unknown is null. */
public record Overview(
    Instant from,
    Instant to,
    @Nullable String environment,
    Conversations conversations,
    ConversationCost conversationCost,
    Latency latency,
    CostFigures cost,
    TokenFigures tokens,
    SpanFigures spans,
    Success success,
    List<ModelFigures> models,
    long modelCount,
    long providerCount,
    List<ErrorFigures> errors,
    List<Unpriced> unpriced,
    Series series,
    @Nullable Previous previous) {

  public record Conversations(
      long count,
      long messages,
      boolean messagesApproximate,
      @Nullable Double messagesPerConversation) {}

  /**
   * Over conversations with a priced call; {@code unpricedCalls} are those of all conversations.
   */
  public record ConversationCost(
      @Nullable Money average, @Nullable Money p95, long pricedConversations, long unpricedCalls) {}

  public record Latency(
      long calls,
      @Nullable Double p50Ms,
      @Nullable Double p90Ms,
      @Nullable Double p95Ms,
      @Nullable Double p99Ms) {}

  /** {@code input} and {@code output} are the parts of what the book priced. */
  public record CostFigures(
      @Nullable Money total,
      @Nullable Money input,
      @Nullable Money output,
      long pricedCalls,
      long unpricedCalls,
      @Nullable Money billed,
      @Nullable Money book,
      @Nullable Money estimated) {}

  public record TokenFigures(
      long total,
      long input,
      long output,
      long cacheRead,
      long cacheWrite,
      long reasoning,
      long callsWithoutUsage) {}

  public record SpanFigures(long llm, long genAi, long all, long calls) {}

  public record Success(
      long calls, long errors, @Nullable Double successRate, @Nullable Double errorRate) {}

  public record ModelFigures(
      @Nullable String model,
      @Nullable String provider,
      long calls,
      double share,
      long errors,
      double errorRate,
      @Nullable Double p50Ms,
      @Nullable Double p95Ms,
      long inputTokens,
      long outputTokens,
      long cacheReadTokens,
      @Nullable Double tokensPerCall,
      @Nullable Money cost,
      @Nullable Money costPerCall,
      @Nullable Money costPer1kTokens,
      long unpricedCalls,
      long conversations) {}

  public record ErrorFigures(@Nullable String type, long calls) {}

  /** Calls of a model without a price; the instants are the starts of the first and the last. */
  public record Unpriced(
      @Nullable String model,
      @Nullable String provider,
      long calls,
      long tokens,
      Instant firstSeen,
      Instant lastSeen) {}

  public record Series(double stepMs, List<Point> points) {}

  /**
   * {@code time} is the start of the bucket; the first may start before the range and counts only
   * what is in it.
   */
  public record Point(
      Instant time,
      long calls,
      long errors,
      long inputTokens,
      long outputTokens,
      long conversations,
      long spans,
      @Nullable Money cost,
      @Nullable Double p50Ms,
      @Nullable Double p95Ms) {}

  /** The range of equal length just before. */
  public record Previous(
      Instant from,
      Instant to,
      long conversations,
      @Nullable Money averageConversationCost,
      @Nullable Money totalCost,
      long tokens,
      long spans,
      @Nullable Double successRate,
      @Nullable Double p95Ms) {}
}
