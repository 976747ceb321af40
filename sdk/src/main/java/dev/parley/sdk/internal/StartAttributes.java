package dev.parley.sdk.internal;

import dev.parley.sdk.instrumentation.GenAiAttributes;
import dev.parley.sdk.internal.ContextRecord.AgentIdentity;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.sdk.trace.ReadableSpan;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes the current context onto a span that starts. What whoever starts the span has set already
 * stays: a framework knows its own agents better.
 */
final class StartAttributes {
  private static final Set<String> CALLS =
      Set.of("chat", "generate_content", "text_completion", "embeddings");

  private final TurnCounters counters;

  StartAttributes(TurnCounters counters) {
    this.counters = counters;
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
    if (context.workflowId() != null && span.getAttribute(GenAiAttributes.WORKFLOW_ID) == null) {
      set(span, GenAiAttributes.WORKFLOW_ID, context.workflowId());
      set(span, GenAiAttributes.WORKFLOW_TYPE, context.workflowType());
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
    InnerCalls inner = context.innerCalls();
    if (inner != null && isForeignCall(span)) {
      inner.started();
      // Another library's call reports its usage when it ends, which the step cannot wait for.
      inner.ended(true, null);
    }
  }

  /** Our own instrumentation starts its spans outside the step's reach and reports by itself. */
  private static boolean isForeignCall(ReadableSpan span) {
    String operation = span.getAttribute(GenAiAttributes.OPERATION_NAME);
    return operation != null
        ? CALLS.contains(operation)
        : span.getAttribute(GenAiAttributes.REQUEST_MODEL) != null;
  }

  private static <S extends Span & ReadableSpan> void set(
      S span, AttributeKey<String> key, @Nullable String value) {
    if (value != null && span.getAttribute(key) == null) {
      span.setAttribute(key, value);
    }
  }
}
