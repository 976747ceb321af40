package dev.parley.sdk.internal;

import dev.parley.sdk.instrumentation.GenAiAttributes;
import dev.parley.sdk.internal.ContextRecord.AgentIdentity;
import dev.parley.sdk.internal.ContextRecord.WorkflowIdentity;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes the current context onto a span that starts. What whoever starts the span has set already
 * stays: a framework knows its own agents better.
 */
final class StartAttributes {
  private final TurnCounters counters;

  StartAttributes(TurnCounters counters) {
    this.counters = counters;
  }

  /** Onto a span that has no attributes yet, or cannot be asked for them. */
  void writeUnread(ContextRecord context, Span span) {
    String conversation = context.conversationId();
    if (conversation != null) {
      span.setAttribute(GenAiAttributes.CONVERSATION_ID, conversation);
      Turn turn = context.turn();
      if (turn != null) {
        turn(turn, conversation, span);
      }
    }
    setUnread(span, GenAiAttributes.USER_ID, context.userId());
    WorkflowIdentity workflow = context.workflow();
    if (workflow != null) {
      setUnread(span, GenAiAttributes.WORKFLOW_ID, workflow.id());
      setUnread(span, GenAiAttributes.WORKFLOW_TYPE, workflow.type());
      setUnread(span, GenAiAttributes.WORKFLOW_USER_ID, workflow.user());
      setUnread(span, GenAiAttributes.WORKFLOW_SESSION_ID, workflow.session());
    }
    AgentIdentity agent = context.agent();
    if (agent != null) {
      setUnread(span, GenAiAttributes.AGENT_NAME, agent.name());
      setUnread(span, GenAiAttributes.AGENT_ID, agent.id());
      setUnread(span, GenAiAttributes.AGENT_DESCRIPTION, agent.description());
      setUnread(span, GenAiAttributes.AGENT_VERSION, agent.version());
    }
    custom(context, span);
  }

  /**
   * Onto a span that has these attributes already.
   *
   * @param set as read at once, because each reading takes the span's lock
   */
  void write(ContextRecord context, Span span, Attributes set) {
    String conversation = context.conversationId();
    if (conversation != null && set.get(GenAiAttributes.CONVERSATION_ID) == null) {
      span.setAttribute(GenAiAttributes.CONVERSATION_ID, conversation);
      Turn turn = context.turn();
      if (turn != null && set.get(GenAiAttributes.TURN_NUMBER) == null) {
        turn(turn, conversation, span);
      }
    }
    set(span, set, GenAiAttributes.USER_ID, context.userId());
    WorkflowIdentity workflow = context.workflow();
    if (workflow != null && set.get(GenAiAttributes.WORKFLOW_ID) == null) {
      span.setAttribute(GenAiAttributes.WORKFLOW_ID, workflow.id());
      set(span, set, GenAiAttributes.WORKFLOW_TYPE, workflow.type());
      set(span, set, GenAiAttributes.WORKFLOW_USER_ID, workflow.user());
      set(span, set, GenAiAttributes.WORKFLOW_SESSION_ID, workflow.session());
    }
    AgentIdentity agent = context.agent();
    if (agent != null
        && set.get(GenAiAttributes.AGENT_NAME) == null
        && set.get(GenAiAttributes.AGENT_ID) == null) {
      setUnread(span, GenAiAttributes.AGENT_NAME, agent.name());
      setUnread(span, GenAiAttributes.AGENT_ID, agent.id());
      set(span, set, GenAiAttributes.AGENT_DESCRIPTION, agent.description());
      set(span, set, GenAiAttributes.AGENT_VERSION, agent.version());
    }
    custom(context, span);
  }

  private void turn(Turn turn, String conversation, Span span) {
    span.setAttribute(GenAiAttributes.TURN_NUMBER, turn.number(counters, conversation));
    if (turn.isAutomatic()) {
      span.setAttribute(GenAiAttributes.TURN_AUTOMATIC, true);
    }
  }

  // Without a lambda: this runs for every span in a scope.
  private static void custom(ContextRecord context, Span span) {
    Map<String, String> custom = context.custom();
    if (!custom.isEmpty()) {
      for (Map.Entry<String, String> value : custom.entrySet()) {
        span.setAttribute(GenAiAttributes.CUSTOM_PREFIX + value.getKey(), value.getValue());
      }
    }
  }

  private static void set(
      Span span, Attributes set, AttributeKey<String> key, @Nullable String value) {
    if (value != null && set.get(key) == null) {
      span.setAttribute(key, value);
    }
  }

  private static void setUnread(Span span, AttributeKey<String> key, @Nullable String value) {
    if (value != null) {
      span.setAttribute(key, value);
    }
  }
}
