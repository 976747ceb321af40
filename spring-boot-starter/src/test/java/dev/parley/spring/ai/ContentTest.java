package dev.parley.spring.ai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.pricing.Cost;
import dev.parley.sdk.Budget;
import dev.parley.sdk.BudgetExceededException;
import dev.parley.sdk.Conversation;
import dev.parley.sdk.Redactor;
import dev.parley.spring.Recorded;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.metadata.ChatGenerationMetadata;
import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.observation.ChatModelObservationContext;
import org.springframework.ai.chat.observation.ChatModelObservationDocumentation;
import org.springframework.ai.chat.observation.DefaultChatModelObservationConvention;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.document.Document;
import org.springframework.ai.vectorstore.SearchRequest;
import org.springframework.ai.vectorstore.observation.DefaultVectorStoreObservationConvention;
import org.springframework.ai.vectorstore.observation.VectorStoreObservationContext;
import org.springframework.ai.vectorstore.observation.VectorStoreObservationDocumentation;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** What Spring AI's own observations leave on their spans. */
class ContentTest {
  private static final String CARD = "4111111111111111";
  private static final AttributeKey<String> INPUT = AttributeKey.stringKey("gen_ai.input.messages");
  private static final AttributeKey<String> OUTPUT =
      AttributeKey.stringKey("gen_ai.output.messages");
  private static final AttributeKey<Double> COST = AttributeKey.doubleKey("gen_ai.usage.cost_usd");

  @Test
  @DisplayName("What was said is redacted, cut, and priced by the usage that Spring AI tells")
  void content() {
    try (ConfigurableApplicationContext application =
        start("parley.content.capture=true", "parley.content.max-length=60")) {
      ObservationRegistry registry = application.getBean(ObservationRegistry.class);
      chat(registry, new AtomicBoolean());
      search(registry);
      Recorded recorded = application.getBean(Recorded.class);
      Attributes chat = recorded.named("chat m-1").getAttributes();
      assertThat(chat.get(INPUT)).contains("My card is [card]").doesNotContain("the end");
      assertThat(chat.get(OUTPUT)).contains("Thank you.").contains("\"finish_reason\":\"stop\"");
      // 1,000 tokens in at $1 and 500 out at $2 a million.
      assertThat(chat.get(COST)).isEqualTo(0.002);
      assertThat(recorded.named("simple query").getAttributes().asMap().toString())
          .contains("asked for [card]")
          .contains("found [card]");
      assertThat(recorded.spans().toString()).doesNotContain(CARD);
    }
  }

  @Test
  @DisplayName("Unless asked for, nothing of what was said is recorded, and the rest is")
  void noContent() {
    try (ConfigurableApplicationContext application = start()) {
      ObservationRegistry registry = application.getBean(ObservationRegistry.class);
      chat(registry, new AtomicBoolean());
      search(registry);
      Recorded recorded = application.getBean(Recorded.class);
      assertThat(recorded.named("chat m-1").getAttributes().get(COST)).isEqualTo(0.002);
      assertThat(recorded.named("simple query").getAttributes().asMap().toString())
          .contains("db.vector.query.top_k");
      assertThat(recorded.spans().toString())
          .doesNotContain("card")
          .doesNotContain("Thank you")
          .doesNotContain(CARD);
    }
  }

  @Test
  @DisplayName("A call beyond an enforced budget is not made")
  void budget() {
    try (ConfigurableApplicationContext application = start()) {
      ObservationRegistry registry = application.getBean(ObservationRegistry.class);
      Conversation conversation =
          Conversation.of("c-1").budget(Budget.of(Cost.usd("0.001")).enforced());
      conversation.run(() -> chat(registry, new AtomicBoolean()));
      AtomicBoolean made = new AtomicBoolean();
      assertThatThrownBy(() -> conversation.run(() -> chat(registry, made)))
          .isInstanceOf(BudgetExceededException.class);
      assertThat(made).isFalse();
    }
  }

  /** A call as the models of Spring AI observe theirs. */
  private static void chat(ObservationRegistry registry, AtomicBoolean made) {
    ChatModelObservationContext context =
        ChatModelObservationContext.builder()
            .prompt(
                new Prompt(
                    "My card is "
                        + CARD
                        + " and this goes on and on, for longer than anybody would listen, until"
                        + " the end",
                    ChatOptions.builder().model("m-1").build()))
            .provider("openai")
            .build();
    ChatModelObservationDocumentation.CHAT_MODEL_OPERATION
        .observation(null, new DefaultChatModelObservationConvention(), () -> context, registry)
        .observe(
            () -> {
              made.set(true);
              context.setResponse(
                  new ChatResponse(
                      List.of(
                          new Generation(
                              new AssistantMessage("Thank you."),
                              ChatGenerationMetadata.builder().finishReason("STOP").build())),
                      ChatResponseMetadata.builder()
                          .model("m-1")
                          .usage(new DefaultUsage(1000, 500))
                          .build()));
            });
  }

  private static void search(ObservationRegistry registry) {
    VectorStoreObservationContext context =
        VectorStoreObservationContext.builder(
                "simple", VectorStoreObservationContext.Operation.QUERY)
            .queryRequest(SearchRequest.builder().query("asked for " + CARD).topK(3).build())
            .build();
    Observation observation =
        VectorStoreObservationDocumentation.AI_VECTOR_STORE.observation(
            null, new DefaultVectorStoreObservationConvention(), () -> context, registry);
    observation.observe(() -> context.setQueryResponse(List.of(new Document("found " + CARD))));
  }

  private static ConfigurableApplicationContext start(String... properties) {
    return new SpringApplicationBuilder(Application.class)
        .web(WebApplicationType.NONE)
        .properties(Recorded.settings())
        .properties("parley.prices=m-1=1/2")
        .properties(properties)
        .run();
  }

  @EnableAutoConfiguration
  @Configuration(proxyBeanMethods = false)
  @Import(Recorded.class)
  static class Application {
    @Bean
    Redactor cards() {
      return (key, text) -> text.replace(CARD, "[card]");
    }
  }
}
