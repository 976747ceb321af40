package dev.parley.examples.springai;

import io.micrometer.observation.ObservationRegistry;
import java.util.List;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.client.advisor.MessageChatMemoryAdvisor;
import org.springframework.ai.chat.memory.ChatMemory;
import org.springframework.ai.chat.memory.MessageWindowChatMemory;
import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.vectorstore.SimpleVectorStore;
import org.springframework.ai.vectorstore.VectorStore;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** The application. */
@SpringBootApplication(proxyBeanMethods = false)
public class Shop {
  public static void main(String[] arguments) {
    SpringApplication.run(Shop.class, arguments);
  }

  @Bean
  ChatMemory memory() {
    return MessageWindowChatMemory.builder().maxMessages(20).build();
  }

  @Bean
  VectorStore handbook(EmbeddingModel embeddings, ObservationRegistry observations) {
    VectorStore store =
        SimpleVectorStore.builder(embeddings).observationRegistry(observations).build();
    store.add(
        List.of(
            new Document("Refunds are paid to the card that an order was paid with."),
            new Document("Parcels arrive two to three days after they left the warehouse.")));
    return store;
  }

  @Bean
  ChatClient assistant(
      ChatClient.Builder client, ChatMemory memory, VectorStore handbook, Orders orders) {
    return client
        .defaultSystem("You are the assistant of a shop.")
        .defaultAdvisors(
            MessageChatMemoryAdvisor.builder(memory).build(), new HandbookAdvisor(handbook))
        .defaultTools(orders)
        .build();
  }
}
