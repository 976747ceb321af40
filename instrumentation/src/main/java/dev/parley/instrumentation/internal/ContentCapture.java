package dev.parley.instrumentation.internal;

import dev.parley.sdk.Parley;
import dev.parley.sdk.Redactor;
import dev.parley.sdk.instrumentation.GenAiAttributes;
import dev.parley.sdk.instrumentation.Json;
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
      put(span, "gen_ai.system_instructions", ConventionMessages.instructions(instructions));
      put(span, "gen_ai.input.messages", ConventionMessages.messages(asked));
      put(span, "gen_ai.output.messages", ConventionMessages.messages(answered));
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

  private void put(Span span, String key, List<?> written) {
    if (!written.isEmpty()) {
      span.setAttribute(key, Json.write(RedactedMessages.of(written, key, redactor)));
    }
  }

  /** What the application allows of a text; null for nothing. */
  @Nullable String redacted(String key, String text) {
    return redactor.redact(key, text);
  }
}
