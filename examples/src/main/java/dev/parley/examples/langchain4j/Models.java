package dev.parley.examples.langchain4j;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiEmbeddingModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;

/** LangChain4j's models of OpenAI, as an application has them; nothing here is observed. */
final class Models {
  private final String baseUrl;
  private final String key;

  Models(String baseUrl, String key) {
    this.baseUrl = baseUrl;
    this.key = key;
  }

  ChatModel chat() {
    return OpenAiChatModel.builder().baseUrl(baseUrl).apiKey(key).modelName("gpt-4o").build();
  }

  StreamingChatModel streaming() {
    return OpenAiStreamingChatModel.builder()
        .baseUrl(baseUrl)
        .apiKey(key)
        .modelName("gpt-4o")
        .build();
  }

  EmbeddingModel embeddings() {
    return OpenAiEmbeddingModel.builder()
        .baseUrl(baseUrl)
        .apiKey(key)
        .modelName("text-embedding-3-small")
        .build();
  }
}
