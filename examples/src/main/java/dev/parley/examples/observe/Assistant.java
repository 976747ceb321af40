package dev.parley.examples.observe;

import com.openai.models.chat.completions.ChatCompletion;
import dev.parley.sdk.Observe;
import dev.parley.sdk.StepKind;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** What is observed is said here; how it works, in {@link ShopAssistant}. */
interface Assistant {
  @Observe(
      tags = {"production", "customer_support"},
      category = "customer_support",
      metadata = {"version=1.0.0", "priority=high"})
  ChatCompletion answer(String question);

  @Observe(kind = StepKind.TOOL)
  List<String> retrieve(
      @Observe.Argument("query") String query, @Observe.Argument("limit") int limit);

  /** Observed until it completes. */
  @Observe(name = "summarise")
  CompletionStage<String> summary(String text);

  /** Observed until the reader has come to its end, or closed it. */
  @Observe(name = "tell")
  Stream<String> story(String subject);

  /** What must not be recorded is not. */
  @Observe(kind = StepKind.TOOL, captureInput = false, captureOutput = false)
  boolean isCardValid(String cardNumber);

  /** Not observed. */
  String greeting();
}
