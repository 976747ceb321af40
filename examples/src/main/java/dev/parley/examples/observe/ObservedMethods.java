package dev.parley.examples.observe;

import dev.parley.examples.ExampleTelemetry;
import dev.parley.examples.provider.ModelAccount;
import dev.parley.sdk.Conversation;
import dev.parley.sdk.Observed;
import dev.parley.sdk.Parley;
import dev.parley.sdk.Step;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code @Observe} and its functional form, {@link Step}. */
// Parley works by being open; static steps find it.
@SuppressWarnings("try")
public final class ObservedMethods {

  private ObservedMethods() {}

  /** Calls each of the assistant's methods in a conversation. */
  public static void main(String[] arguments) throws Exception {
    try (ModelAccount account = ModelAccount.fromEnvironment();
        Parley parley = ExampleTelemetry.start("observed-methods")) {
      Assistant assistant = Observed.proxy(Assistant.class, new ShopAssistant(account.client()));
      Conversation.of("session_456").run(() -> use(assistant));
      System.out.println(steps());
    }
  }

  /** Calls are as they were: same results, same exceptions. */
  static void use(Assistant assistant) {
    System.out.println(assistant.greeting());
    System.out.println(assistant.retrieve("refunds", 2));
    System.out.println(assistant.answer("Explain quantum computing").id());
    System.out.println(assistant.summary("A very long text").toCompletableFuture().join());
    try (Stream<String> story = assistant.story("a robot")) {
      System.out.println(story.collect(Collectors.joining()));
    }
    System.out.println(assistant.isCardValid("4111111111111111"));
  }

  /** The same without annotations, around any piece of code. */
  static String steps() {
    List<String> docs =
        Step.tool("retrieve")
            .argument("query", "refunds")
            .tag("production", "customer_support")
            .category("customer_support")
            .metadata("version", "1.0.0")
            .call(() -> List.of("doc1", "doc2"));
    try (Stream<String> words =
        Step.llm("tell").input(docs).stream(() -> Stream.of("It ", "is ", "in ", "doc1"))) {
      return words.collect(Collectors.joining());
    }
  }
}
