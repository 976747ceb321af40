package dev.parley.instrumentation.openai;

import static dev.parley.instrumentation.openai.JsonFields.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.instrumentation.internal.Answer;
import dev.parley.instrumentation.internal.Message;
import dev.parley.instrumentation.internal.ResponseIdentity;
import dev.parley.pricing.Usage;
import io.opentelemetry.api.trace.Span;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A response, which is one answer of however many items. It counts cached tokens within the input's
 * and reasoning within the output's, and so do the conventions.
 *
 * @param response the body, or what the events of a stream add up to
 */
record ResponsesAnswer(JsonNode response) implements Answer {

  @Override
  public @Nullable String model() {
    return text(response.path("model"));
  }

  @Override
  public @Nullable String serviceTier() {
    return text(response.path("service_tier"));
  }

  @Override
  public Usage usage() {
    return JsonFields.usage(response.path("usage"));
  }

  @Override
  public @Nullable Failure failure() {
    JsonNode error = response.path("error");
    if (!error.isObject() && !response.path("status").asText().equals("failed")) {
      return null;
    }
    return new Failure(error.path("code").asText("failed"), text(error.path("message")));
  }

  @Override
  public void identity(Span span) {
    if (response.isObject()) {
      new ResponseIdentity(span).id(text(response.path("id"))).finishReasons(List.of(reason()));
      ServiceTier.response(span, serviceTier());
    }
  }

  @Override
  public List<Message> messages() {
    return response.isObject()
        ? List.of(
            Message.answer("assistant", ResponseItems.answered(response.path("output")), reason()))
        : List.of();
  }

  /** Why it ended, in the words of chats; one that doesn't say did not end properly. */
  private String reason() {
    String status = response.path("status").asText(Message.NO_REASON);
    return switch (status) {
      case "completed" -> ResponseItems.callsTool(response.path("output")) ? "tool_calls" : "stop";
      case "incomplete" -> response.path("incomplete_details").path("reason").asText(status);
      case "failed" -> Message.NO_REASON;
      default -> status;
    };
  }
}
