package dev.parley.examples.conversation;

import com.openai.client.OpenAIClient;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.parley.examples.ExampleTelemetry;
import dev.parley.examples.provider.ModelAccount;
import dev.parley.instrumentation.openai.OpenAiInstrumentation;
import dev.parley.sdk.ContextScope;
import dev.parley.sdk.Conversation;
import dev.parley.sdk.Feedback;
import dev.parley.sdk.Parley;
import dev.parley.sdk.Step;
import dev.parley.sdk.tracking.ConversationStats;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One conversation over many traces: turns that number themselves, and its account. */
// A scope works by being open; nothing needs to refer to it.
@SuppressWarnings("try")
public final class Conversations {
  private static final String ID = "user_123_session_456";

  private Conversations() {}

  /** Talks in three turns and a reply written by a person; prints what all of it cost. */
  public static void main(String[] arguments) throws Exception {
    try (ModelAccount account = ModelAccount.fromEnvironment();
        Parley parley = ExampleTelemetry.start("conversations")) {
      System.out.println(talk(parley, account.client()));
    }
  }

  /** Holds the conversation and gives its account. */
  static @Nullable ConversationStats talk(Parley parley, OpenAIClient plain) {
    OpenAIClient client = OpenAiInstrumentation.create(parley).instrument(plain);
    ChatCompletionCreateParams.Builder chat = ChatCompletionCreateParams.builder().model("gpt-4o");

    try (ContextScope conversation = Conversation.of(ID).user("user_123").open()) {
      for (String question :
          List.of("What's the weather in SF?", "Will I need an umbrella?", "And tomorrow?")) {
        String answer = ask(client, chat.addUserMessage(question).build()); // turns 1, 2, 3
        chat.addAssistantMessage(answer);
      }
    }
    reply();
    Feedback.of(ID).turn(2).by("user_123").comment("It rained.").thumbsDown();
    return parley.conversations().stats(ID);
  }

  /** A turn around several steps; the same conversation goes on wherever its id is known. */
  private static void reply() {
    try (ContextScope turn = Conversation.of(ID).user("user_123").openTurn()) { // turn 4
      Step.tool("page_a_colleague").run(() -> {});
      Step.chain("send_reply").run(() -> {});
    }
  }

  private static String ask(OpenAIClient client, ChatCompletionCreateParams request) {
    return client
        .chat()
        .completions()
        .create(request)
        .choices()
        .get(0)
        .message()
        .content()
        .orElse("");
  }
}
