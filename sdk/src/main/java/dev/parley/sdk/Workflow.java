package dev.parley.sdk;

import dev.parley.pricing.Cost;
import dev.parley.sdk.internal.ContextRecord.WorkflowIdentity;
import dev.parley.sdk.internal.Limit;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A business process that several steps serve: {@code workflow.id} and {@code workflow.type} on
 * every span inside. Inside a conversation with no turn around it, opening it is the next turn.
 *
 * <p>Spans of model calls, tools and steps inside also carry what the workflow has cost so far in
 * this process ({@code workflow.total_cost_usd}, {@code workflow.llm_calls}, {@code
 * workflow.tool_calls}); see {@link Parley#workflows()}.
 *
 * <p>An inner workflow replaces the outer one whole, its type too. An empty id means "no workflow".
 */
public final class Workflow implements Scoped {
  private final @Nullable WorkflowIdentity identity;
  private final Map<String, String> custom;
  private final @Nullable Budget budget;

  private Workflow(
      @Nullable WorkflowIdentity identity, Map<String, String> custom, @Nullable Budget budget) {
    this.identity = identity;
    this.custom = custom;
    this.budget = budget;
  }

  /** The workflow of this id; null or empty for none. */
  public static Workflow of(@Nullable String id) {
    return new Workflow(
        id == null || id.isEmpty() ? null : new WorkflowIdentity(id, null, null, null),
        Map.of(),
        null);
  }

  /** With a type that groups workflows, such as {@code rag}. */
  public Workflow type(@Nullable String workflowType) {
    return identity == null
        ? this
        : with(
            new WorkflowIdentity(identity.id(), workflowType, identity.user(), identity.session()));
  }

  /** With the user whom it serves: {@code workflow.user_id}. The conversation's user is another. */
  public Workflow user(@Nullable String userId) {
    return identity == null
        ? this
        : with(new WorkflowIdentity(identity.id(), identity.type(), userId, identity.session()));
  }

  /** With the session that it belongs to: {@code workflow.session_id}. */
  public Workflow session(@Nullable String sessionId) {
    return identity == null
        ? this
        : with(new WorkflowIdentity(identity.id(), identity.type(), identity.user(), sessionId));
  }

  private Workflow with(WorkflowIdentity changed) {
    return new Workflow(changed, custom, budget);
  }

  /** With {@code custom.<key>} on every span inside, beside those of outer scopes. */
  public Workflow attribute(String key, @Nullable Object value) {
    return new Workflow(identity, CustomValues.with(custom, key, value), budget);
  }

  /** With an amount that the workflow may cost; calls beyond it are marked. */
  public Workflow budget(Cost limit) {
    return budget(Budget.of(limit));
  }

  /** With a budget for the workflow, over all its runs in this process. */
  public Workflow budget(Budget limit) {
    return new Workflow(identity, custom, limit);
  }

  @Override
  public ContextScope open() {
    return Scopes.open(
        outer ->
            outer
                .withWorkflow(identity)
                .withBudget(Limit.Scope.WORKFLOW, budget)
                .withCustom(custom)
                .asUnitOfWork());
  }
}
