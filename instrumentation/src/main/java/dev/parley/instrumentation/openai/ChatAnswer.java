package dev.parley.instrumentation.openai;

import static dev.parley.instrumentation.openai.JsonFields.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.instrumentation.internal.Answer;
import dev.parley.instrumentation.internal.Message;
import dev.parley.instrumentation.internal.ResponseIdentity;
import dev.parley.pricing.Usage;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a chat answered. OpenAI counts cached tokens within the prompt's and reasoning within the
 * completion's, and so do the conventions.
 *
 * @param answer the body of the response, or what the pieces of a stream add up to
 */
record ChatAnswer(JsonNode answer) implements Answer {

  private static final AttributeKey<String> FINGERPRINT =
      AttributeKey.stringKey("openai.response.system_fingerprint");
  private static final AttributeKey<String> FLAT_FINGERPRINT =
      AttributeKey.stringKey("gen_ai.openai.response.system_fingerprint");

  @Override
  public @Nullable String model() {
    return text(answer.path("model"));
  }

  @Override
  public @Nullable String serviceTier() {
    return text(answer.path("service_tier"));
  }

  @Override
  public Usage usage() {
    return JsonFields.usage(answer.path("usage"));
  }

  @Override
  public void identity(Span span) {
    String fingerprint = text(answer.path("system_fingerprint"));
    List<String> reasons = new ArrayList<>();
    for (JsonNode choice : answer.path("choices")) {
      reasons.add(choice.path("finish_reason").asText(Message.NO_REASON));
    }
    identity(span, text(answer.path("id")), fingerprint, reasons);
    ServiceTier.response(span, serviceTier());
  }

  /** Writes what an answer says about itself, but for its tier. */
  static void identity(
      Span span, @Nullable String id, @Nullable String fingerprint, List<String> reasons) {
    new ResponseIdentity(span).id(id).finishReasons(reasons);
    if (fingerprint != null) {
      span.setAttribute(FINGERPRINT, fingerprint);
      span.setAttribute(FLAT_FINGERPRINT, fingerprint);
    }
  }

  @Override
  public List<Message> messages() {
    List<Message> messages = new ArrayList<>();
    answer.path("choices").forEach(choice -> messages.add(ChatMessages.answered(choice)));
    return messages;
  }
}
