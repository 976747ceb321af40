package dev.parley.instrumentation.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.opentelemetry.api.trace.Span;

/**
 * How much of what is said goes onto a span, and in which form.
 *
 * @param content whether messages and arguments are recorded at all
 * @param messages whether they are written as JSON, as the conventions do
 * @param indexed whether they, and the roles, names and definitions around them, are written as one
 *     attribute per value
 */
record ContentCapture(boolean content, boolean messages, boolean indexed) {

  /** Writes what was asked, with which tools, and what was answered. */
  void write(Span span, JsonNode request, JsonNode choices) {
    JsonNode tools = request.path("tools");
    if (messages && tools.size() > 0) {
      span.setAttribute("gen_ai.tool.definitions", MessageParts.tools(tools).toString());
    }
    if (messages && content) {
      span.setAttribute(
          "gen_ai.input.messages", MessageParts.input(request.path("messages")).toString());
      if (choices.size() > 0) {
        span.setAttribute("gen_ai.output.messages", MessageParts.output(choices).toString());
      }
    }
    if (indexed) {
      IndexedMessages.completions(span, choices, content);
      IndexedMessages.tools(span, tools);
      IndexedMessages.prompts(span, request.path("messages"), content);
    }
  }
}
