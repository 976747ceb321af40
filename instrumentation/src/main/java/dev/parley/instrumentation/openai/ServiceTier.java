package dev.parley.instrumentation.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import org.jspecify.annotations.Nullable;

/** Writes the tier that was asked for and the one that answered, each under its own keys. */
final class ServiceTier {

  private static final AttributeKey<String> ANSWERED =
      AttributeKey.stringKey("openai.response.service_tier");
  private static final AttributeKey<String> FLAT_ANSWERED =
      AttributeKey.stringKey("gen_ai.openai.response.service_tier");

  private ServiceTier() {}

  static void request(Span span, JsonNode request) {
    String tier = JsonFields.text(request.path("service_tier"));
    if (tier != null && !tier.equals("auto")) {
      span.setAttribute("openai.request.service_tier", tier);
      span.setAttribute("gen_ai.openai.request.service_tier", tier);
    }
  }

  static void response(Span span, @Nullable String tier) {
    if (tier != null) {
      span.setAttribute(ANSWERED, tier);
      span.setAttribute(FLAT_ANSWERED, tier);
    }
  }
}
