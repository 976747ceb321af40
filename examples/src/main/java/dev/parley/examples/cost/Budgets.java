package dev.parley.examples.cost;

import com.openai.client.OpenAIClient;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.parley.examples.ExampleTelemetry;
import dev.parley.examples.provider.ModelAccount;
import dev.parley.instrumentation.openai.OpenAiInstrumentation;
import dev.parley.pricing.Cost;
import dev.parley.sdk.Budget;
import dev.parley.sdk.BudgetExceededException;
import dev.parley.sdk.Conversation;
import dev.parley.sdk.Parley;
import dev.parley.sdk.Workflow;
import java.util.ArrayList;
import java.util.List;

/** What a conversation, a user or a workflow may cost: calls beyond it are marked, or not made. */
public final class Budgets {

  private Budgets() {}

  /** Asks until the money is spent, once with a budget that marks, once with one that refuses. */
  public static void main(String[] arguments) throws Exception {
    try (ModelAccount account = ModelAccount.fromEnvironment();
        Parley parley = ExampleTelemetry.start("budgets")) {
      OpenAIClient client = OpenAiInstrumentation.create(parley).instrument(account.client());
      marked(client).forEach(System.out::println);
      enforced(client).forEach(System.out::println);
      System.out.println(nightly(client));
    }
  }

  /** Every call is made; from the second one on, spans carry {@code parley.budget.exceeded}. */
  static List<String> marked(OpenAIClient client) {
    return Conversation.of("generous")
        .budget(Cost.usd("0.00001"))
        .call(() -> List.of(ask(client, "One?"), ask(client, "Two?")));
  }

  /** The second call is not made: the budget is spent, and the developer asked for enforcement. */
  static List<String> enforced(OpenAIClient client) {
    List<String> answers = new ArrayList<>();
    try {
      Conversation.of("strict")
          .user("user_456")
          .budget(Budget.of(Cost.usd("0.00001")).enforced())
          .run(
              () -> {
                answers.add(ask(client, "One?"));
                answers.add(ask(client, "Two?"));
              });
    } catch (BudgetExceededException spent) {
      answers.add("No more: " + spent.spent() + " of " + spent.limit() + " USD are spent.");
    }
    return answers;
  }

  /** Budgets of a user, over all of their conversations, and of a workflow, over all its runs. */
  static String nightly(OpenAIClient client) {
    return Conversation.of("nightly-17")
        .user("user_789")
        .userBudget(Budget.of(Cost.usd("5.00")))
        .call(
            () ->
                Workflow.of("summaries")
                    .budget(Budget.of(Cost.usd("2.00")).enforced())
                    .call(() -> ask(client, "Summarise the day.")));
  }

  private static String ask(OpenAIClient client, String question) {
    return client
        .chat()
        .completions()
        .create(
            ChatCompletionCreateParams.builder().model("gpt-4o").addUserMessage(question).build())
        .choices()
        .get(0)
        .message()
        .content()
        .orElse("");
  }
}
