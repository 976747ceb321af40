package dev.parley.examples.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.errors.InternalServerException;
import com.openai.errors.NotFoundException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.parley.examples.scenario.Scenarios;
import java.io.IOException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LoopbackProviderTest {

  private final Scenarios scenarios = Scenarios.load();

  @Test
  @DisplayName("The same request gets the same answer, from another provider too")
  void deterministic() throws IOException {
    ChatCompletionCreateParams request = ask("Where is my order?");
    try (LoopbackProvider one = LoopbackProvider.startFlawless(scenarios);
        LoopbackProvider other = LoopbackProvider.startFlawless(scenarios)) {
      ChatCompletion first = client(one).chat().completions().create(request);
      ChatCompletion second = client(other).chat().completions().create(request);
      assertThat(second.toBuilder().created(first.created()).build()).isEqualTo(first);
      assertThat(first.model()).isEqualTo("gpt-4o-2024-08-06");
      assertThat(first.usage().orElseThrow().totalTokens())
          .isEqualTo(
              first.usage().orElseThrow().promptTokens()
                  + first.usage().orElseThrow().completionTokens());
      assertThat(first.choices().get(0).message().content().orElseThrow()).isNotBlank();
    }
  }

  @Test
  @DisplayName("Now and then a 429, which the real client retries, and a failure, which it doesn't")
  void trouble() throws IOException {
    int retried = 0;
    int failed = 0;
    try (LoopbackProvider provider = LoopbackProvider.start(scenarios, Pace.AT_ONCE)) {
      OpenAIClient client = client(provider);
      for (int i = 0; i < 300; i++) {
        int before = provider.requests();
        try {
          client.chat().completions().create(ask("Question number " + i));
          retried += provider.requests() - before - 1;
        } catch (InternalServerException e) {
          failed++;
          assertThat(provider.requests() - before).isEqualTo(1);
        }
      }
    }
    assertThat(retried).isBetween(3, 40);
    assertThat(failed).isBetween(1, 20);
  }

  @Test
  @DisplayName("A model that it doesn't have is a 404")
  void unknownModel() throws IOException {
    try (LoopbackProvider provider = LoopbackProvider.startFlawless(scenarios)) {
      assertThatThrownBy(
              () ->
                  client(provider)
                      .chat()
                      .completions()
                      .create(ask("Hello?").toBuilder().model("gpt-nine").build()))
          .isInstanceOf(NotFoundException.class)
          .hasMessageContaining("gpt-nine");
    }
  }

  private static OpenAIClient client(LoopbackProvider provider) {
    return OpenAIOkHttpClient.builder().baseUrl(provider.baseUrl()).apiKey("test").build();
  }

  private static ChatCompletionCreateParams ask(String question) {
    return ChatCompletionCreateParams.builder().model("gpt-4o").addUserMessage(question).build();
  }
}
