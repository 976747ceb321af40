package dev.parley.sdk;

import dev.parley.sdk.instrumentation.GenAiAttributes;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadableSpan;
import org.jspecify.annotations.Nullable;

/**
 * What an evaluation is about.
 *
 * @param span invalid where it is about no span
 * @param conversation null where it is not known
 */
record EvaluationTarget(
    Span span, @Nullable String conversation, @Nullable Long turn, @Nullable String response) {

  static EvaluationTarget ofConversation(@Nullable String id) {
    return new EvaluationTarget(Span.getInvalid(), id, null, null);
  }

  static EvaluationTarget ofSpan(Span span) {
    return new EvaluationTarget(span, null, null, null);
  }

  static EvaluationTarget current() {
    return new EvaluationTarget(
        Span.current(), CurrentContext.conversationId(), CurrentContext.turnNumber(), null);
  }

  EvaluationTarget withConversation(@Nullable String id) {
    return new EvaluationTarget(span, id, turn, response);
  }

  EvaluationTarget withTurn(long number) {
    return new EvaluationTarget(span, conversation, number, response);
  }

  EvaluationTarget withResponse(@Nullable String id) {
    return new EvaluationTarget(span, conversation, turn, id);
  }

  /** The context of the rated span; of no span where none is rated. */
  Context context() {
    return Context.current().with(span);
  }

  void write(AttributesBuilder attributes) {
    put(attributes, GenAiAttributes.CONVERSATION_ID, conversation);
    // Only its own conversation's turn: one that was named by hand may be another.
    boolean sameConversation =
        conversation == null || conversation.equals(read(GenAiAttributes.CONVERSATION_ID));
    Long number = turn;
    if (number == null && sameConversation) {
      number = read(GenAiAttributes.TURN_NUMBER);
    }
    if (number != null) {
      attributes.put(GenAiAttributes.TURN_NUMBER, number);
    }
    put(attributes, GenAiAttributes.RESPONSE_ID, response);
  }

  private void put(AttributesBuilder attributes, AttributeKey<String> key, @Nullable String given) {
    String value = given != null ? given : read(key);
    if (value != null) {
      attributes.put(key, value);
    }
  }

  private <T> @Nullable T read(AttributeKey<T> key) {
    return span instanceof ReadableSpan readable ? readable.getAttribute(key) : null;
  }
}
