package dev.parley.sdk.tracking;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one workflow has cost so far; a snapshot that changes no more.
 *
 * @param workflowId as it is tracked; the digest of a very long one
 * @param metadata what was given when it was started; empty for one that started by itself
 * @param costs the latest operations, oldest first, at most {@value WorkflowTracker#MAX_ENTRIES};
 *     the totals count all
 * @param totalCost exact, in US dollars; calls without a known cost add nothing
 * @param llmCalls calls of models, free and unpriced ones too
 * @param toolCalls executions of tools
 * @param unpricedCalls calls of models whose cost is unknown
 * @param startedAt when it was first seen
 */
public record WorkflowCost(
    String workflowId,
    Map<String, String> metadata,
    List<Entry> costs,
    BigDecimal totalCost,
    long llmCalls,
    long toolCalls,
    long unpricedCalls,
    Instant startedAt) {

  /**
   * One operation.
   *
   * @param cost in US dollars; null when unknown
   */
  public record Entry(Instant at, Operation operation, @Nullable BigDecimal cost) {}
}
