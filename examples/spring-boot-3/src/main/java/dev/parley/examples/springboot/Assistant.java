package dev.parley.examples.springboot;

import com.openai.client.OpenAIClient;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.parley.sdk.Observe;
import dev.parley.sdk.StepKind;
import org.springframework.stereotype.Service;

/** Answers questions; each method is a span. */
@Service
public class Assistant {
  private final OpenAIClient openai;

  Assistant(OpenAIClient openai) {
    this.openai = openai;
  }

  @Observe(kind = StepKind.CHAIN)
  public String answer(String question, String fact) {
    return openai
        .chat()
        .completions()
        .create(
            ChatCompletionCreateParams.builder()
                .model("gpt-4o")
                .addSystemMessage(fact)
                .addUserMessage(question)
                .build())
        .choices()
        .get(0)
        .message()
        .content()
        .orElse("");
  }
}
