package dev.parley.instrumentation.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.sdk.Redactor;
import io.opentelemetry.api.trace.Span;

/**
 * Writes messages and tools as one attribute per value, with their position in the key: {@code
 * gen_ai.prompt.0.role}, {@code gen_ai.completion.0.tool_calls.1.function.name}. Roles, ids, names
 * and definitions are always written; what was said and passed only where content is captured.
 */
final class IndexedMessages {

  private IndexedMessages() {}

  static void prompts(Span span, JsonNode messages, boolean content, Redactor redactor) {
    for (int i = 0; i < messages.size(); i++) {
      String key = "gen_ai.prompt." + i;
      message(span, key, messages.get(i), content, redactor);
      text(span, key + ".tool_call_id", messages.get(i).path("tool_call_id"));
    }
  }

  static void completions(Span span, JsonNode choices, boolean content, Redactor redactor) {
    for (int i = 0; i < choices.size(); i++) {
      String key = "gen_ai.completion." + i;
      span.setAttribute(key + ".finish_reason", MessageParts.finishReason(choices.get(i)));
      message(span, key, choices.get(i).path("message"), content, redactor);
    }
  }

  static void tools(Span span, JsonNode tools) {
    for (int i = 0; i < tools.size(); i++) {
      String key = "gen_ai.request.tools." + i;
      String type = tools.get(i).path("type").asText("function");
      JsonNode function = tools.get(i).path(type);
      span.setAttribute(key + ".type", type);
      text(span, key + ".function.name", function.path("name"));
      text(span, key + ".function.description", function.path("description"));
      if (function.has("parameters")) {
        span.setAttribute(key + ".function.parameters", function.get("parameters").toString());
      }
    }
  }

  private static void message(
      Span span, String key, JsonNode message, boolean content, Redactor redactor) {
    text(span, key + ".role", message.path("role"));
    JsonNode said = message.path("content");
    if (content && (said.isTextual() || said.isArray())) {
      said(span, key + ".content", MessageParts.text(said), redactor);
    }
    JsonNode calls = message.path("tool_calls");
    for (int i = 0; i < calls.size(); i++) {
      String callKey = key + ".tool_calls." + i;
      JsonNode call = calls.get(i);
      String type = call.path("type").asText("function");
      text(span, callKey + ".id", call.path("id"));
      span.setAttribute(callKey + ".type", type);
      text(span, callKey + ".function.name", call.path(type).path("name"));
      JsonNode arguments = call.path(type).path("arguments");
      if (content && arguments.isTextual()) {
        said(span, callKey + ".function.arguments", arguments.textValue(), redactor);
      }
    }
  }

  private static void said(Span span, String key, String text, Redactor redactor) {
    String allowed = redactor.redact(key, text);
    if (allowed != null) {
      span.setAttribute(key, allowed);
    }
  }

  private static void text(Span span, String key, JsonNode value) {
    if (value.isTextual()) {
      span.setAttribute(key, value.textValue());
    }
  }
}
