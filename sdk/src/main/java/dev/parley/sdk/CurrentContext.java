package dev.parley.sdk;

import dev.parley.sdk.internal.ContextRecord;
import dev.parley.sdk.internal.ContextRecord.AgentIdentity;
import dev.parley.sdk.internal.Turn;
import io.opentelemetry.context.Context;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads and clears what the open scopes have set. */
public final class CurrentContext {
  private CurrentContext() {}

  /** Null outside a conversation. */
  public static @Nullable String conversationId() {
    return current().conversationId();
  }

  /** Null when nobody said who talks. */
  public static @Nullable String userId() {
    return current().userId();
  }

  /** Null outside a workflow. */
  public static @Nullable String workflowId() {
    return current().workflowId();
  }

  /** Null outside an agent, and in one without a name. */
  public static @Nullable String agentName() {
    AgentIdentity agent = current().agent();
    return agent == null ? null : agent.name();
  }

  /** The turn's number; null outside a turn, and in an automatic one that has no span yet. */
  public static @Nullable Long turnNumber() {
    Turn turn = current().turn();
    return turn == null ? null : turn.numberIfKnown();
  }

  /**
   * Exactly what is set, under {@code conversation_id}, {@code user_id}, {@code turn_number} (a
   * Long), {@code workflow_id}, {@code workflow_type}, {@code agent_name}, {@code agent_id}, {@code
   * agent_description}, {@code agent_version} and {@code custom.<key>}; empty outside any scope.
   */
  public static Map<String, Object> asMap() {
    ContextRecord current = current();
    Map<String, Object> map = new LinkedHashMap<>();
    put(map, "conversation_id", current.conversationId());
    put(map, "user_id", current.userId());
    put(map, "turn_number", turnNumber());
    put(map, "workflow_id", current.workflowId());
    put(map, "workflow_type", current.workflowType());
    AgentIdentity agent = current.agent();
    if (agent != null) {
      put(map, "agent_name", agent.name());
      put(map, "agent_id", agent.id());
      put(map, "agent_description", agent.description());
      put(map, "agent_version", agent.version());
    }
    current.custom().forEach((key, value) -> map.put("custom." + key, value));
    return map;
  }

  /** Clears everything until the scope is closed: spans inside carry nothing. */
  public static ContextScope clear() {
    return Scopes.open(outer -> ContextRecord.EMPTY);
  }

  private static ContextRecord current() {
    return ContextRecord.in(Context.current());
  }

  private static void put(Map<String, Object> map, String key, @Nullable Object value) {
    if (value != null) {
      map.put(key, value);
    }
  }
}
