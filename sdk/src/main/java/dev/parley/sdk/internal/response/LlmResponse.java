package dev.parley.sdk.internal.response;

import dev.parley.pricing.Provider;
import dev.parley.pricing.Usage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a model's answer says of itself.
 *
 * @param operation {@code chat} or {@code embeddings}
 * @param text what it says; null where it says nothing, or is no text
 * @param serviceTier the tier that it was billed by; null when not told
 */
public record LlmResponse(
    String operation,
    @Nullable String provider,
    @Nullable String model,
    @Nullable String id,
    Usage usage,
    List<String> finishReasons,
    @Nullable String text,
    List<RequestedTool> tools,
    @Nullable String serviceTier) {

  /**
   * The answer that a value is. An object with an id and a model alone is something else's.
   *
   * @return null when it has not the shape of an answer
   */
  public static @Nullable LlmResponse of(@Nullable Object value) {
    if (!Shape.isStructure(value) || value == null) {
      return null;
    }
    Object usage = Shape.get(value, "usage");
    Usage tokens = UsageShape.read(usage);
    List<@Nullable Object> choices = Shape.list(Shape.get(value, "choices"));
    if (OpenAiShape.isAnswer(choices)) {
      return OpenAiShape.chat(value, choices, tokens);
    }
    List<@Nullable Object> content = Shape.list(Shape.get(value, "content"));
    if (!content.isEmpty() || tokens.isKnown()) {
      String stopReason = Shape.text(Shape.get(value, "stop_reason"));
      if (stopReason != null || (!content.isEmpty() && tokens.isKnown())) {
        return AnthropicShape.message(value, content, stopReason, tokens);
      }
    }
    return tokens.isKnown() ? OpenAiShape.other(value, tokens) : null;
  }

  /** The provider, by the model's name, else by the library that the answer comes from. */
  static @Nullable String provider(
      @Nullable String model, Object answer, @Nullable String otherwise) {
    String known = Provider.ofModel(model);
    if (known != null) {
      return known;
    }
    String library = answer.getClass().getName();
    if (library.contains(".anthropic.")) {
      return "anthropic";
    }
    return library.contains(".openai.") ? "openai" : otherwise;
  }
}
