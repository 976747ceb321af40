package dev.parley.examples.observe;

import com.openai.client.OpenAIClient;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** Knows nothing of Parley. */
final class ShopAssistant implements Assistant {
  private final OpenAIClient client;

  ShopAssistant(OpenAIClient client) {
    this.client = client;
  }

  @Override
  public ChatCompletion answer(String question) {
    return client
        .chat()
        .completions()
        .create(
            ChatCompletionCreateParams.builder().model("gpt-4o").addUserMessage(question).build());
  }

  @Override
  public List<String> retrieve(String query, int limit) {
    return List.of("doc1", "doc2", "doc3").subList(0, limit);
  }

  @Override
  public CompletionStage<String> summary(String text) {
    return CompletableFuture.supplyAsync(() -> text.substring(0, 10));
  }

  @Override
  public Stream<String> story(String subject) {
    return Stream.of("Once ", "upon a time ", "there was " + subject);
  }

  @Override
  public boolean isCardValid(String cardNumber) {
    return cardNumber.length() == 16;
  }

  @Override
  public String greeting() {
    return "Hello!";
  }
}
