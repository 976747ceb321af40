package dev.parley.instrumentation.anthropic;

import static dev.parley.instrumentation.anthropic.ContentBlocks.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.instrumentation.internal.Answer;
import dev.parley.instrumentation.internal.Message;
import dev.parley.instrumentation.internal.Part;
import dev.parley.instrumentation.internal.ResponseIdentity;
import dev.parley.pricing.Usage;
import io.opentelemetry.api.trace.Span;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A message that the Messages API answered with, as JSON. */
record MessagesAnswer(JsonNode message) implements Answer {

  @Override
  public @Nullable String model() {
    return text(message.path("model"));
  }

  @Override
  public @Nullable String serviceTier() {
    return text(message.path("usage").path("service_tier"));
  }

  @Override
  public Usage usage() {
    return MessageUsage.read(message.path("usage"));
  }

  @Override
  public void identity(Span span) {
    if (message.isMissingNode()) {
      return;
    }
    new ResponseIdentity(span)
        .id(text(message.path("id")))
        .finishReasons(List.of(reason()))
        .text("anthropic.response.service_tier", serviceTier());
    MessageUsage.details(span, message.path("usage"));
  }

  /** A message that doesn't tell why it ended did not end properly. */
  private String reason() {
    return message.path("stop_reason").asText(Message.NO_REASON);
  }

  @Override
  public List<Message> messages() {
    if (message.isMissingNode()) {
      return List.of();
    }
    List<Part> parts = new ArrayList<>(ContentBlocks.parts(message.path("content")));
    String refusal = text(message.path("stop_details").path("explanation"));
    if (refusal != null && reason().equals("refusal")) {
      parts.add(new Part.Refusal(refusal));
    }
    return List.of(Message.answer(message.path("role").asText("assistant"), parts, reason()));
  }
}
