package dev.parley.instrumentation.bedrock;

import dev.parley.instrumentation.internal.Answer;
import dev.parley.instrumentation.internal.Message;
import dev.parley.instrumentation.internal.ResponseIdentity;
import dev.parley.instrumentation.internal.Tree;
import dev.parley.pricing.Usage;
import io.opentelemetry.api.trace.Span;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An answer in the form of Converse.
 *
 * @param requested the model asked for, which is the one that answers, unless a router chose
 */
record ConverseAnswer(Tree response, @Nullable String requested) implements Answer {

  @Override
  public @Nullable String model() {
    String routed = routed(response);
    return routed == null ? requested : routed;
  }

  /** The model that a prompt router chose; null without one. */
  static @Nullable String routed(Tree holder) {
    return holder.get("trace").get("promptRouter").get("invokedModelId").text();
  }

  @Override
  public @Nullable String serviceTier() {
    return response.get("serviceTier").get("type").text();
  }

  @Override
  public Usage usage() {
    return usage(response.get("usage"));
  }

  /**
   * Cached tokens stand beside the input, and within the total; some models' stand within the
   * input, which shows by the total. Nothing is known of an answer without usage.
   */
  static Usage usage(Tree usage) {
    Long input = usage.get("inputTokens").truncated();
    Long output = usage.get("outputTokens").truncated();
    Long total = usage.get("totalTokens").truncated();
    Long read = usage.any("cacheReadInputTokens", "cacheReadInputTokenCount").truncated();
    Long written = usage.any("cacheWriteInputTokens", "cacheWriteInputTokenCount").truncated();
    boolean inclusive = input != null && output != null && total != null && total == input + output;
    Usage.Builder counts = Usage.builder().output(output).cacheRead(read).total(total);
    writes(counts, usage.get("cacheDetails"), written);
    return (inclusive ? counts.input(input) : counts.inputUncached(input)).build();
  }

  /** By how long they are kept, as far as that is told of all. */
  private static void writes(Usage.Builder counts, Tree details, @Nullable Long written) {
    long minutes = 0;
    long hour = 0;
    for (Tree detail : details.items()) {
      Long tokens = detail.get("inputTokens").truncated();
      if (tokens != null && "5m".equals(detail.get("ttl").text())) {
        minutes += tokens;
      } else if (tokens != null && "1h".equals(detail.get("ttl").text())) {
        hour += tokens;
      }
    }
    if (written != null && written > 0 && minutes + hour == written) {
      if (minutes > 0) {
        counts.cacheWrite5m(minutes);
      }
      if (hour > 0) {
        counts.cacheWrite1h(hour);
      }
    } else {
      counts.cacheWrite(written);
    }
  }

  @Override
  public void identity(Span span) {
    new ResponseIdentity(span)
        .finishReasons(stopReasons())
        .text(BedrockKeys.RESPONSE_TIER, serviceTier())
        .text(
            BedrockKeys.RESPONSE_LATENCY, response.get("performanceConfig").get("latency").text());
  }

  private List<String> stopReasons() {
    return response.get("stopReason").texts();
  }

  @Override
  public List<Message> messages() {
    Tree message = response.get("output").get("message");
    return message.exists()
        ? List.of(ConverseMessages.answered(message, response.get("stopReason").text()))
        : List.of();
  }
}
