package dev.parley.instrumentation.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.opentelemetry.api.trace.Span;

/** Writes the tier that was asked for and the one that answered, each under its own keys. */
final class ServiceTier {

  private ServiceTier() {}

  static void request(Span span, JsonNode request) {
    String tier = JsonFields.text(request.path("service_tier"));
    if (tier != null && !tier.equals("auto")) {
      span.setAttribute("openai.request.service_tier", tier);
      span.setAttribute("gen_ai.openai.request.service_tier", tier);
    }
  }

  static void response(Span span, JsonNode response) {
    String tier = JsonFields.text(response.path("service_tier"));
    if (tier != null) {
      span.setAttribute("openai.response.service_tier", tier);
      span.setAttribute("gen_ai.openai.response.service_tier", tier);
    }
  }
}
