package dev.parley.instrumentation.langchain4j;

import dev.langchain4j.model.chat.response.ChatResponse;
import dev.parley.instrumentation.internal.Answer;
import dev.parley.instrumentation.internal.Message;
import dev.parley.instrumentation.internal.ResponseIdentity;
import dev.parley.pricing.Usage;
import io.opentelemetry.api.trace.Span;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a chat answered.
 *
 * @param provider canonical; null if unknown
 */
record ChatAnswer(ChatResponse response, @Nullable String provider) implements Answer {

  @Override
  public @Nullable String model() {
    return response.modelName();
  }

  @Override
  public @Nullable String serviceTier() {
    return Reflected.text(response.metadata(), "serviceTier");
  }

  @Override
  public Usage usage() {
    return TokenCounts.of(response.tokenUsage(), provider);
  }

  @Override
  public void identity(Span span) {
    String reason = ChatMessages.reason(response.finishReason());
    new ResponseIdentity(span)
        .id(response.id())
        .finishReasons(reason == null ? List.of() : List.of(reason));
    if ("openai".equals(provider)) {
      new ResponseIdentity(span).text("openai.response.service_tier", serviceTier());
    }
  }

  @Override
  public List<Message> messages() {
    return List.of(
        Message.answer(
            "assistant",
            ChatMessages.parts(response.aiMessage()),
            ChatMessages.reason(response.finishReason())));
  }
}
