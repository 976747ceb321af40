package dev.parley.examples.springboot;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import dev.parley.instrumentation.openai.OpenAiInstrumentation;
import dev.parley.sdk.Conversation;
import dev.parley.sdk.Parley;
import dev.parley.spring.web.ConversationResolver;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** The application. */
@SpringBootApplication(proxyBeanMethods = false)
public class Desk {
  public static void main(String[] arguments) {
    SpringApplication.run(Desk.class, arguments);
  }

  @Bean(destroyMethod = "close")
  OpenAIClient openai(Parley parley) {
    return OpenAiInstrumentation.create(parley).instrument(OpenAIOkHttpClient.fromEnv());
  }

  @Bean
  ConversationResolver conversations() {
    return request -> Conversation.of(request.header("X-Thread")).user(request.header("X-User"));
  }
}
