package dev.parley.sdk.internal;

import dev.parley.sdk.Budget;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.context.ImplicitContextKeyed;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything that Parley knows about the current work: one immutable record under one key of
 * OpenTelemetry's context, so that one look-up a span suffices. Under OpenTelemetry's agent that
 * context is the agent's ({@link Host}).
 *
 * @param custom without the prefix {@code custom.}; unmodifiable
 * @param limits the budgets that hold here; unmodifiable
 * @param innerCalls where a model call inside the current step reports itself; null outside
 * @param greeting only in the parent of a span whose provider is not known yet
 */
public record ContextRecord(
    @Nullable String conversationId,
    @Nullable String userId,
    @Nullable Turn turn,
    @Nullable WorkflowIdentity workflow,
    @Nullable AgentIdentity agent,
    Map<String, String> custom,
    List<Limit> limits,
    @Nullable InnerCalls innerCalls,
    @Nullable Greeting greeting)
    implements ImplicitContextKeyed {

  /** What is served. An inner workflow replaces the outer one whole. */
  public record WorkflowIdentity(
      String id, @Nullable String type, @Nullable String user, @Nullable String session) {}

  /** Who acts. An inner agent replaces the outer one whole, so that identities never mix. */
  public record AgentIdentity(
      @Nullable String name,
      @Nullable String id,
      @Nullable String description,
      @Nullable String version) {}

  public static final ContextRecord EMPTY =
      new ContextRecord(null, null, null, null, null, Map.of(), List.of(), null, null);

  private static final ContextKey<ContextRecord> KEY = ContextKey.named("parley");

  public static ContextRecord in(Context context) {
    ContextRecord found = inOrNull(context);
    return found == null ? EMPTY : found;
  }

  /** Null where no scope has ever been opened, which is the quick case. */
  static @Nullable ContextRecord inOrNull(Context context) {
    Host host = Host.present();
    return host == null ? context.get(KEY) : host.recordIn(context);
  }

  @Override
  public Context storeInContext(Context context) {
    Host host = Host.present();
    return host == null ? context.with(KEY, this) : host.with(context, this);
  }

  /** Of a conversation that is opened outside of any other scope, which is what most are. */
  public static ContextRecord of(@Nullable String conversation, @Nullable String user) {
    return new ContextRecord(conversation, user, null, null, null, Map.of(), List.of(), null, null);
  }

  /** Whether it is the very same record, which is all that speed asks for. */
  @SuppressWarnings("ReferenceEquality")
  public boolean is(ContextRecord other) {
    return this == other;
  }

  /** Whether a span that starts here has nothing to learn from it. */
  boolean isSilent() {
    return conversationId == null
        && userId == null
        && workflow == null
        && agent == null
        && innerCalls == null
        && greeting == null
        && custom.isEmpty();
  }

  public @Nullable String workflowId() {
    return workflow == null ? null : workflow.id();
  }

  public @Nullable String workflowType() {
    return workflow == null ? null : workflow.type();
  }

  /**
   * Another conversation starts anew: no turn, no user and no budget of the outer one. The same
   * conversation keeps them. Workflow, agent and custom attributes stay.
   */
  public ContextRecord withConversation(@Nullable String id, @Nullable String user) {
    boolean same = id != null && id.equals(conversationId);
    String talks = user == null && same ? userId : user;
    List<Limit> kept = limits;
    if (!same) {
      kept = Limit.replace(kept, Limit.Scope.CONVERSATION, null, null);
    }
    if (talks == null || !talks.equals(userId)) {
      kept = Limit.replace(kept, Limit.Scope.USER, null, null);
    }
    return new ContextRecord(
        id, talks, same ? turn : null, workflow, agent, custom, kept, innerCalls, greeting);
  }

  public ContextRecord withTurn(Turn next) {
    return new ContextRecord(
        conversationId, userId, next, workflow, agent, custom, limits, innerCalls, greeting);
  }

  public ContextRecord withWorkflow(@Nullable WorkflowIdentity next) {
    boolean same = next != null && workflow != null && next.id().equals(workflow.id());
    List<Limit> kept = same ? limits : Limit.replace(limits, Limit.Scope.WORKFLOW, null, null);
    return new ContextRecord(
        conversationId, userId, turn, next, agent, custom, kept, innerCalls, greeting);
  }

  public ContextRecord withAgent(AgentIdentity identity) {
    return new ContextRecord(
        conversationId, userId, turn, workflow, identity, custom, limits, innerCalls, greeting);
  }

  public ContextRecord withCustom(Map<String, String> more) {
    if (more.isEmpty()) {
      return this;
    }
    Map<String, String> merged = new LinkedHashMap<>(custom);
    merged.putAll(more);
    return new ContextRecord(
        conversationId,
        userId,
        turn,
        workflow,
        agent,
        Collections.unmodifiableMap(merged),
        limits,
        innerCalls,
        greeting);
  }

  /**
   * With a budget for what this record names; nothing changes where it names none, or no budget.
   */
  public ContextRecord withBudget(Limit.Scope scope, @Nullable Budget budget) {
    String id =
        switch (scope) {
          case CONVERSATION -> conversationId;
          case USER -> userId;
          case WORKFLOW -> workflowId();
        };
    if (budget == null || id == null) {
      return this;
    }
    return new ContextRecord(
        conversationId,
        userId,
        turn,
        workflow,
        agent,
        custom,
        Limit.replace(limits, scope, id, budget),
        innerCalls,
        greeting);
  }

  public ContextRecord withInnerCalls(@Nullable InnerCalls calls) {
    return calls == innerCalls
        ? this
        : new ContextRecord(
            conversationId, userId, turn, workflow, agent, custom, limits, calls, greeting);
  }

  public ContextRecord withGreeting(Greeting asked) {
    return new ContextRecord(
        conversationId, userId, turn, workflow, agent, custom, limits, innerCalls, asked);
  }

  /** As a unit of work begins: inside a conversation, with no turn around it, the next turn. */
  public ContextRecord asUnitOfWork() {
    return conversationId == null || turn != null ? this : withTurn(Turn.automatic());
  }
}
