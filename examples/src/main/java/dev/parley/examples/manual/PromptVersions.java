package dev.parley.examples.manual;

import com.openai.client.OpenAIClient;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.parley.examples.ExampleTelemetry;
import dev.parley.examples.provider.ModelAccount;
import dev.parley.sdk.GenAiSpan;
import dev.parley.sdk.Parley;
import dev.parley.sdk.PromptTemplate;
import dev.parley.sdk.Step;

/** Which version of which prompt an answer was made with. */
// Parley works by being open; static steps find it.
@SuppressWarnings("try")
public final class PromptVersions {
  static final PromptTemplate SUMMARY =
      PromptTemplate.of("Summarise {text} in {n} words.").id("summary").version("3");

  private PromptVersions() {}

  /** Asks with two versions of a prompt. */
  public static void main(String[] arguments) throws Exception {
    try (ModelAccount account = ModelAccount.fromEnvironment();
        Parley parley = ExampleTelemetry.start("prompt-versions")) {
      System.out.println(summary(account.client(), SUMMARY));
      PromptTemplate next = PromptTemplate.of("In {n} words: {text}").id("summary").version("4");
      System.out.println(summary(account.client(), next));
    }
  }

  /** The span of the call says which template it was, with its hash. */
  static String summary(OpenAIClient client, PromptTemplate template) {
    return Step.llm("summary")
        .call(
            () -> {
              GenAiSpan.current().prompt(template);
              return client.chat().completions().create(request(template));
            })
        .choices()
        .get(0)
        .message()
        .content()
        .orElse("");
  }

  private static ChatCompletionCreateParams request(PromptTemplate template) {
    return ChatCompletionCreateParams.builder()
        .model("gpt-4o-mini")
        .addUserMessage("A text that is to be summarised, by " + template)
        .build();
  }
}
