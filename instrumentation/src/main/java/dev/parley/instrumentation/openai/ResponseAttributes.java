package dev.parley.instrumentation.openai;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.openai.core.ObjectMappers;
import dev.parley.pricing.Usage;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Writes what a response says about itself. A count that the provider leaves out stays out; it is
 * not 0. OpenAI counts cached tokens within the prompt's and reasoning within the completion's, and
 * so do the conventions.
 */
final class ResponseAttributes {

  private static final AttributeKey<List<String>> FINISH_REASONS =
      AttributeKey.stringArrayKey("gen_ai.response.finish_reasons");

  private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {};

  private ResponseAttributes() {}

  /** The usage as it was reported; unknown where nothing was. */
  static Usage usage(JsonNode usage) {
    return usage.isObject()
        ? Usage.fromMap(ObjectMappers.jsonMapper().convertValue(usage, MAP))
        : Usage.unknown();
  }

  static void identity(Span span, JsonNode response) {
    text(span, "gen_ai.response.id", response.path("id"));
    text(span, "openai.response.service_tier", response.path("service_tier"));
    text(span, "gen_ai.openai.response.service_tier", response.path("service_tier"));
    text(span, "openai.response.system_fingerprint", response.path("system_fingerprint"));
    text(span, "gen_ai.openai.response.system_fingerprint", response.path("system_fingerprint"));
  }

  /** Why each of the choices ended; absent without choices. */
  static void finishReasons(Span span, JsonNode choices) {
    List<String> reasons = new ArrayList<>();
    choices.forEach(choice -> reasons.add(MessageParts.finishReason(choice)));
    if (!reasons.isEmpty()) {
      span.setAttribute(FINISH_REASONS, reasons);
    }
  }

  private static void text(Span span, String key, JsonNode value) {
    if (value.isTextual()) {
      span.setAttribute(key, value.textValue());
    }
  }
}
