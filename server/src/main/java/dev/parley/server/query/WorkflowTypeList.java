package dev.parley.server.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Types of workflows, the dearest first, those of unknown cost last. */
public record WorkflowTypeList(List<TypeFigures> types) {

  /**
   * The workflows of one type.
   *
   * @param type null for workflows without one
   * @param errors failures, each once
   * @param averageCost per workflow with a priced call; null without one
   * @param averageCallCost per priced call; null without one
   */
  public record TypeFigures(
      @Nullable String type,
      long workflows,
      long conversations,
      long spans,
      long calls,
      long toolCalls,
      long errors,
      Tokens tokens,
      @Nullable Money cost,
      @Nullable CostSource costSource,
      long unpricedCalls,
      @Nullable Money averageCost,
      @Nullable Money averageCallCost) {}
}
