package dev.parley.examples.python;

import com.openai.client.OpenAIClient;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import java.util.List;

/** The functions under {@code @observe}. */
final class OpenAiAssistant implements Assistant {
  private final OpenAIClient client;

  OpenAiAssistant(OpenAIClient client) {
    this.client = client;
  }

  @Override
  public ChatCompletion callLlm(String prompt) {
    return client.chat().completions().create(request(prompt));
  }

  @Override
  public ChatCompletion handleSupportQuery(String query) {
    return callLlm(query);
  }

  @Override
  public ChatCompletion analyzeData(String data) {
    return callLlm(data);
  }

  @Override
  public List<String> retrieveDocuments(String query) {
    return List.of("doc1", "doc2", "doc3");
  }

  private static ChatCompletionCreateParams request(String prompt) {
    return ChatCompletionCreateParams.builder().model("gpt-4o").addUserMessage(prompt).build();
  }
}
