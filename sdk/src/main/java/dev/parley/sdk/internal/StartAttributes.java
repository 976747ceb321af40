package dev.parley.sdk.internal;

import dev.parley.sdk.instrumentation.GenAiAttributes;
import dev.parley.sdk.internal.ContextRecord.AgentIdentity;
import dev.parley.sdk.internal.ContextRecord.WorkflowIdentity;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.sdk.trace.ReadableSpan;
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

  /** Onto a span that cannot be asked what it has already. */
  void writeUnread(ContextRecord context, Span span) {
    String conversation = context.conversationId();
    if (conversation != null) {
      span.setAttribute(GenAiAttributes.CONVERSATION_ID, conversation);
      Turn turn = context.turn();
      if (turn != null) {
        span.setAttribute(GenAiAttributes.TURN_NUMBER, turn.number(counters, conversation));
        if (turn.isAutomatic()) {
          span.setAttribute(GenAiAttributes.TURN_AUTOMATIC, true);
        }
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
    context
        .custom()
        .forEach((key, value) -> span.setAttribute(GenAiAttributes.CUSTOM_PREFIX + key, value));
  }

  <S extends Span & ReadableSpan> void write(ContextRecord context, S span) {
    String conversation = context.conversationId();
    if (conversation != null && span.getAttribute(GenAiAttributes.CONVERSATION_ID) == null) {
      span.setAttribute(GenAiAttributes.CONVERSATION_ID, conversation);
      Turn turn = context.turn();
      if (turn != null && span.getAttribute(GenAiAttributes.TURN_NUMBER) == null) {
        span.setAttribute(GenAiAttributes.TURN_NUMBER, turn.number(counters, conversation));
        if (turn.isAutomatic()) {
          span.setAttribute(GenAiAttributes.TURN_AUTOMATIC, true);
        }
      }
    }
    set(span, GenAiAttributes.USER_ID, context.userId());
    WorkflowIdentity workflow = context.workflow();
    if (workflow != null && span.getAttribute(GenAiAttributes.WORKFLOW_ID) == null) {
      set(span, GenAiAttributes.WORKFLOW_ID, workflow.id());
      set(span, GenAiAttributes.WORKFLOW_TYPE, workflow.type());
      set(span, GenAiAttributes.WORKFLOW_USER_ID, workflow.user());
      set(span, GenAiAttributes.WORKFLOW_SESSION_ID, workflow.session());
    }
    AgentIdentity agent = context.agent();
    if (agent != null
        && span.getAttribute(GenAiAttributes.AGENT_NAME) == null
        && span.getAttribute(GenAiAttributes.AGENT_ID) == null) {
      set(span, GenAiAttributes.AGENT_NAME, agent.name());
      set(span, GenAiAttributes.AGENT_ID, agent.id());
      set(span, GenAiAttributes.AGENT_DESCRIPTION, agent.description());
      set(span, GenAiAttributes.AGENT_VERSION, agent.version());
    }
    context
        .custom()
        .forEach((key, value) -> span.setAttribute(GenAiAttributes.CUSTOM_PREFIX + key, value));
  }

  private static <S extends Span & ReadableSpan> void set(
      S span, AttributeKey<String> key, @Nullable String value) {
    if (value != null && span.getAttribute(key) == null) {
      span.setAttribute(key, value);
    }
  }

  private static void setUnread(Span span, AttributeKey<String> key, @Nullable String value) {
    if (value != null) {
      span.setAttribute(key, value);
    }
  }
}
