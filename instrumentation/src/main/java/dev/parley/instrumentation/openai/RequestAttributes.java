package dev.parley.instrumentation.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes what a request asks for. It reads the JSON that the client sends, where an unset option is
 * absent; so nothing that was not set is ever written, and a value that was set to 0 or "" is.
 */
final class RequestAttributes {

  private static final AttributeKey<List<String>> STOP_SEQUENCES =
      AttributeKey.stringArrayKey("gen_ai.request.stop_sequences");

  private RequestAttributes() {}

  /** The options of a request, without its messages and tools. */
  static void options(Span span, JsonNode request) {
    number(span, "gen_ai.request.temperature", request.path("temperature"));
    number(span, "gen_ai.request.top_p", request.path("top_p"));
    number(span, "gen_ai.request.frequency_penalty", request.path("frequency_penalty"));
    number(span, "gen_ai.request.presence_penalty", request.path("presence_penalty"));
    JsonNode limit = request.path("max_completion_tokens");
    integer(
        span, "gen_ai.request.max_tokens", limit.isNumber() ? limit : request.path("max_tokens"));
    integer(span, "gen_ai.request.seed", request.path("seed"));
    integer(span, "gen_ai.openai.request.seed", request.path("seed"));
    if (request.path("n").asInt(1) != 1) {
      integer(span, "gen_ai.request.choice.count", request.path("n"));
    }
    text(span, "gen_ai.request.user", request.path("user"));
    text(span, "gen_ai.request.reasoning.level", request.path("reasoning_effort"));
    JsonNode format = request.path("response_format").path("type");
    text(span, "gen_ai.openai.request.response_format", format);
    if (format.isTextual()) {
      span.setAttribute(
          "gen_ai.output.type", format.textValue().startsWith("json") ? "json" : "text");
    }
    JsonNode tier = request.path("service_tier");
    if (!tier.asText().equals("auto")) {
      text(span, "openai.request.service_tier", tier);
      text(span, "gen_ai.openai.request.service_tier", tier);
    }
    List<String> stop = strings(request.path("stop"));
    if (!stop.isEmpty()) {
      span.setAttribute(STOP_SEQUENCES, stop);
    }
  }

  private static List<String> strings(JsonNode oneOrMany) {
    List<String> strings = new ArrayList<>();
    if (oneOrMany.isTextual()) {
      strings.add(oneOrMany.textValue());
    }
    oneOrMany.forEach(element -> strings.add(element.asText()));
    return strings;
  }

  private static void number(Span span, String key, JsonNode value) {
    if (value.isNumber()) {
      span.setAttribute(key, value.doubleValue());
    }
  }

  private static void integer(Span span, String key, JsonNode value) {
    if (value.isIntegralNumber()) {
      span.setAttribute(key, value.longValue());
    }
  }

  private static void text(Span span, String key, JsonNode value) {
    if (value.isTextual()) {
      span.setAttribute(key, value.textValue());
    }
  }
}
