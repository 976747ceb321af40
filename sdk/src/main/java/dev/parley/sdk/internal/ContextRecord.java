package dev.parley.sdk.internal;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.context.ImplicitContextKeyed;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything that Parley knows about the current work: one immutable record under one key of
 * OpenTelemetry's context, so that one look-up a span suffices.
 *
 * @param custom without the prefix {@code custom.}; unmodifiable
 * @param innerCalls where a model call inside the current step reports itself; null outside
 */
public record ContextRecord(
    @Nullable String conversationId,
    @Nullable String userId,
    @Nullable Turn turn,
    @Nullable String workflowId,
    @Nullable String workflowType,
    @Nullable AgentIdentity agent,
    Map<String, String> custom,
    @Nullable InnerCalls innerCalls)
    implements ImplicitContextKeyed {

  /** Who acts. An inner agent replaces the outer one whole, so that identities never mix. */
  public record AgentIdentity(
      @Nullable String name,
      @Nullable String id,
      @Nullable String description,
      @Nullable String version) {}

  public static final ContextRecord EMPTY =
      new ContextRecord(null, null, null, null, null, null, Map.of(), null);

  private static final ContextKey<ContextRecord> KEY = ContextKey.named("parley");

  public static ContextRecord in(Context context) {
    ContextRecord found = inOrNull(context);
    return found == null ? EMPTY : found;
  }

  /** Null where no scope has ever been opened, which is the quick case. */
  static @Nullable ContextRecord inOrNull(Context context) {
    return context.get(KEY);
  }

  @Override
  public Context storeInContext(Context context) {
    return context.with(KEY, this);
  }

  /**
   * Another conversation starts anew: no turn and no user of the outer one. The same conversation
   * keeps both. Workflow, agent and custom attributes stay.
   */
  public ContextRecord withConversation(@Nullable String id, @Nullable String user) {
    boolean same = id != null && id.equals(conversationId);
    return new ContextRecord(
        id,
        user == null && same ? userId : user,
        same ? turn : null,
        workflowId,
        workflowType,
        agent,
        custom,
        innerCalls);
  }

  public ContextRecord withTurn(Turn next) {
    return new ContextRecord(
        conversationId, userId, next, workflowId, workflowType, agent, custom, innerCalls);
  }

  public ContextRecord withWorkflow(@Nullable String id, @Nullable String type) {
    return new ContextRecord(conversationId, userId, turn, id, type, agent, custom, innerCalls);
  }

  public ContextRecord withAgent(AgentIdentity identity) {
    return new ContextRecord(
        conversationId, userId, turn, workflowId, workflowType, identity, custom, innerCalls);
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
        workflowId,
        workflowType,
        agent,
        Collections.unmodifiableMap(merged),
        innerCalls);
  }

  public ContextRecord withInnerCalls(@Nullable InnerCalls calls) {
    return calls == innerCalls
        ? this
        : new ContextRecord(
            conversationId, userId, turn, workflowId, workflowType, agent, custom, calls);
  }

  /** As a unit of work begins: inside a conversation, with no turn around it, the next turn. */
  public ContextRecord asUnitOfWork() {
    return conversationId == null || turn != null ? this : withTurn(Turn.automatic());
  }
}
