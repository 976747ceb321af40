package dev.parley.instrumentation.openai;

import com.openai.core.JsonField;
import com.openai.models.completions.CompletionUsage;
import dev.parley.pricing.Usage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads the usage of a parsed chat, in OpenAI's own form, which most answers have. */
@SuppressWarnings("deprecation") // Of what the client does not know there is no other sign.
final class ChatUsage {

  private ChatUsage() {}

  /** Null for any other form, which takes a look at its JSON. */
  static @Nullable Usage of(CompletionUsage usage) {
    Usage.Builder counts = Usage.builder();
    return read(usage._promptTokens(), counts::input)
            && read(usage._completionTokens(), counts::output)
            && read(usage._totalTokens(), counts::total)
            && usage._additionalProperties().isEmpty()
            && readPrompt(usage._promptTokensDetails(), counts)
            && readCompletion(usage._completionTokensDetails(), counts)
        ? counts.build()
        : null;
  }

  private static boolean readPrompt(
      JsonField<CompletionUsage.PromptTokensDetails> field, Usage.Builder counts) {
    CompletionUsage.PromptTokensDetails details = field.asKnown().orElse(null);
    if (details == null) {
      return field.isMissing();
    }
    return read(details._cachedTokens(), counts::cacheRead)
        && read(details._audioTokens(), counts::audioInput)
        && details._cacheWriteTokens().isMissing()
        && details._additionalProperties().isEmpty();
  }

  private static boolean readCompletion(
      JsonField<CompletionUsage.CompletionTokensDetails> field, Usage.Builder counts) {
    CompletionUsage.CompletionTokensDetails details = field.asKnown().orElse(null);
    if (details == null) {
      return field.isMissing();
    }
    return read(details._reasoningTokens(), counts::reasoning)
        && read(details._audioTokens(), counts::audioOutput)
        && details._additionalProperties().isEmpty();
  }

  /** Whether it is a count, which is passed on, or absent. */
  private static boolean read(JsonField<Long> field, Consumer<Long> count) {
    Long known = field.asKnown().orElse(null);
    if (known == null) {
      return field.isMissing();
    }
    count.accept(known);
    return true;
  }
}
