package dev.parley.server.query;

import dev.parley.server.store.SpanReader.Counted;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Figures of spans by what they share.
 *
 * @param by the names of what they share
 * @param of which spans are counted
 * @param total how many groups there are
 * @param cost what the calls of all groups cost
 * @param unpricedCalls how many calls of all groups have no known cost
 * @param groups one page of them
 */
public record Groups(
    Instant from,
    Instant to,
    @Nullable String environment,
    List<String> by,
    Counted of,
    long total,
    @Nullable Money cost,
    @Nullable CostSource costSource,
    long unpricedCalls,
    List<Row> groups) {

  /**
   * One of the values that a group's spans share.
   *
   * @param value null for the spans without one
   */
  public record Key(String field, @Nullable String value) {}

  /**
   * One group.
   *
   * @param spans the spans counted, and {@code errors} how many of them failed
   * @param calls how many calls are counted; tokens and costs are theirs
   * @param errorRate null without a span
   * @param conversations distinct conversations, and {@code workflows} distinct workflows
   * @param costPerCall over the calls of known cost
   * @param costPerConversation over the conversations with a call of known cost
   * @param costPerWorkflow over the workflows with a call of known cost
   * @param p50Ms median duration of the spans counted; the others are percentiles as well
   */
  public record Row(
      List<Key> key,
      long spans,
      long calls,
      long errors,
      @Nullable Double errorRate,
      long conversations,
      long workflows,
      Tokens tokens,
      long cacheReadTokens,
      long cacheWriteTokens,
      long reasoningTokens,
      @Nullable Money cost,
      @Nullable CostSource costSource,
      long unpricedCalls,
      @Nullable Money costPerCall,
      @Nullable Money costPerConversation,
      @Nullable Money costPerWorkflow,
      @Nullable Double p50Ms,
      @Nullable Double p90Ms,
      @Nullable Double p95Ms,
      @Nullable Double p99Ms) {}
}
