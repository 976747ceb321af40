package dev.parley.instrumentation.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.parley.sdk.Redactor;
import io.opentelemetry.api.trace.Span;

/**
 * How much of what is said goes onto a span, and in which form.
 *
 * @param content whether messages and arguments are recorded at all
 * @param messages whether they are written as JSON, as the conventions do
 * @param indexed whether they, and the roles, names and definitions around them, are written as one
 *     attribute per value
 * @param redactor one that never throws
 */
record ContentCapture(boolean content, boolean messages, boolean indexed, Redactor redactor) {

  /** Writes what was asked, with which tools, and what was answered. */
  void write(Span span, JsonNode request, JsonNode choices) {
    JsonNode tools = request.path("tools");
    if (messages && tools.size() > 0) {
      span.setAttribute("gen_ai.tool.definitions", MessageParts.tools(tools).toString());
    }
    if (messages && content) {
      span.setAttribute(
          "gen_ai.input.messages",
          redacted("gen_ai.input.messages", MessageParts.input(request.path("messages"))));
      if (choices.size() > 0) {
        span.setAttribute(
            "gen_ai.output.messages",
            redacted("gen_ai.output.messages", MessageParts.output(choices)));
      }
    }
    if (indexed) {
      IndexedMessages.completions(span, choices, content, redactor);
      IndexedMessages.tools(span, tools);
      IndexedMessages.prompts(span, request.path("messages"), content, redactor);
    }
  }

  private String redacted(String key, ArrayNode messages) {
    return RedactedMessages.of(messages, key, redactor).toString();
  }
}
