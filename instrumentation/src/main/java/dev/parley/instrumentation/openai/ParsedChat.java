package dev.parley.instrumentation.openai;

import com.openai.core.JsonField;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.completions.CompletionUsage;
import dev.parley.instrumentation.internal.Answer;
import dev.parley.instrumentation.internal.Message;
import dev.parley.pricing.Usage;
import io.opentelemetry.api.trace.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a chat answered, read from the client's own model of it: without its JSON, which is made
 * only of messages that are more than a text, where those are recorded.
 *
 * @param parsed the answer
 * @param reasons why each of its choices ended
 */
record ParsedChat(
    ChatCompletion parsed,
    @Nullable String id,
    @Nullable String model,
    @Nullable String serviceTier,
    @Nullable String fingerprint,
    Usage usage,
    List<String> reasons)
    implements Answer {

  /** Any answer; one that is not as usual, or of a client that lacks a field, by its JSON. */
  @SuppressWarnings("deprecation") // The fingerprint is still sent.
  static Answer of(ChatCompletion parsed) {
    try {
      Usage usage = usage(parsed._usage());
      List<String> reasons = reasons(parsed._choices());
      if (usage != null && reasons != null) {
        return new ParsedChat(
            parsed,
            text(parsed._id()),
            text(parsed._model()),
            tier(parsed._serviceTier()),
            text(parsed._systemFingerprint()),
            usage,
            reasons);
      }
    } catch (LinkageError | RuntimeException otherForm) {
      // Left to the JSON.
    }
    return new ChatAnswer(ChatTrees.answer(parsed));
  }

  private static @Nullable Usage usage(JsonField<CompletionUsage> field) {
    Optional<CompletionUsage> usage = field.asKnown();
    if (usage.isPresent()) {
      return ChatUsage.of(usage.get());
    }
    return field.isMissing() || field.isNull() ? Usage.unknown() : null;
  }

  private static @Nullable List<String> reasons(JsonField<List<ChatCompletion.Choice>> field) {
    Optional<List<ChatCompletion.Choice>> choices = field.asKnown();
    if (choices.isEmpty()) {
      return null;
    }
    List<String> reasons = new ArrayList<>(choices.get().size());
    for (ChatCompletion.Choice choice : choices.get()) {
      Optional<ChatCompletion.Choice.FinishReason> reason = choice._finishReason().asKnown();
      String said = reason.isPresent() ? text(reason.get()._value()) : null;
      if (said == null) {
        return null;
      }
      reasons.add(said);
    }
    return reasons;
  }

  private static @Nullable String tier(JsonField<ChatCompletion.ServiceTier> field) {
    Optional<ChatCompletion.ServiceTier> tier = field.asKnown();
    return tier.isPresent() ? text(tier.get()._value()) : null;
  }

  private static @Nullable String text(JsonField<String> field) {
    return field.asKnown().orElse(null);
  }

  @Override
  public void identity(Span span) {
    ChatAnswer.identity(span, id, fingerprint, reasons);
    ServiceTier.response(span, serviceTier);
  }

  @Override
  public List<Message> messages() {
    List<Message> messages = new ArrayList<>(reasons.size());
    for (ChatCompletion.Choice choice : parsed._choices().asKnown().orElse(List.of())) {
      messages.add(ChatTrees.answered(choice, reasons.get(messages.size())));
    }
    return messages;
  }
}
