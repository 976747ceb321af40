package dev.parley.instrumentation.internal;

import dev.parley.sdk.Parley;
import dev.parley.sdk.Redactor;
import dev.parley.sdk.instrumentation.GenAiAttributes;
import dev.parley.sdk.instrumentation.Json;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How much of what is said goes onto a span, and in which form.
 *
 * @param content whether messages and arguments are recorded at all
 * @param messages whether they are written as JSON, as the conventions do
 * @param indexed whether they, and the roles, names and definitions around them, are written as one
 *     attribute per value
 * @param redactor one that never throws
 * @param form how the parts of one message become one text in the indexed form
 */
public record ContentCapture(
    boolean content,
    boolean messages,
    boolean indexed,
    Redactor redactor,
    IndexedMessages.Form form) {

  /** As a Parley is set up now. */
  public static ContentCapture of(Parley parley, IndexedMessages.Form form) {
    return new ContentCapture(
        parley.capturesContent(),
        parley.messageFormat().hasMessages(),
        parley.messageFormat().hasIndexed(),
        parley.redactor(),
        form);
  }

  /** Writes what was asked, with which tools, and what was answered. */
  public void write(Span span, Question question, Answer answer) {
    List<ToolDefinition> tools = question.tools();
    if (messages && !tools.isEmpty()) {
      span.setAttribute(
          GenAiAttributes.TOOL_DEFINITIONS, Json.write(ConventionMessages.tools(tools)));
    }
    // Without content the messages' form has nothing to say, and need not be read.
    boolean read = indexed || (messages && content);
    List<Message> instructions = read ? question.instructions() : List.of();
    List<Message> asked = read ? question.messages() : List.of();
    List<Message> answered = read ? answer.messages() : List.of();
    if (messages && content) {
      put(span, GenAiAttributes.SYSTEM_INSTRUCTIONS, ConventionMessages.instructions(instructions));
      put(span, GenAiAttributes.INPUT_MESSAGES, ConventionMessages.messages(asked));
      put(span, GenAiAttributes.OUTPUT_MESSAGES, ConventionMessages.messages(answered));
    }
    if (indexed) {
      IndexedMessages into = new IndexedMessages(span, this);
      into.completions(answered);
      into.tools(tools);
      into.prompts(instructions, asked);
    }
    if (content) {
      answer.otherContent(span);
    }
  }

  @SuppressWarnings("ReferenceEquality") // Where nothing is removed, nothing need be copied.
  private void put(Span span, AttributeKey<String> key, List<?> written) {
    if (!written.isEmpty()) {
      List<?> allowed =
          redactor == Redactor.none()
              ? written
              : RedactedMessages.of(written, key.getKey(), redactor);
      span.setAttribute(key, Json.write(allowed));
    }
  }

  /** What the application allows of a text; null for nothing. */
  @Nullable String redacted(String key, String text) {
    return redactor.redact(key, text);
  }
}
