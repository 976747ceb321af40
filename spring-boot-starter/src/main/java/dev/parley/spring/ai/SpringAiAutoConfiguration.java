package dev.parley.spring.ai;

import dev.parley.sdk.Parley;
import dev.parley.sdk.instrumentation.CallContent;
import dev.parley.spring.ParleyProperties;
import dev.parley.spring.observation.CarryingObservationHandler;
import dev.parley.spring.observation.ObservationCarryingAutoConfiguration;
import io.micrometer.observation.ObservationFilter;
import io.micrometer.observation.ObservationHandler;
import org.springframework.ai.chat.client.observation.ChatClientObservationContext;
import org.springframework.ai.chat.observation.ChatModelObservationContext;
import org.springframework.ai.vectorstore.observation.VectorStoreObservationContext;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Hooks;

/** For applications with Spring AI; {@code parley.spring-ai.enabled=false} leaves it alone. */
@AutoConfiguration(after = ObservationCarryingAutoConfiguration.class)
@ConditionalOnClass(ChatModelObservationContext.class)
@ConditionalOnBean(CarryingObservationHandler.class)
@ConditionalOnProperty(prefix = "parley.spring-ai", name = "enabled", matchIfMissing = true)
public class SpringAiAutoConfiguration {

  @Bean
  ObservationHandler<?> parleyModelObservationHandler(
      Parley parley, CarryingObservationHandler carrying, ParleyProperties properties) {
    return new ModelObservationHandler(parley, carrying, content(parley, properties));
  }

  @Bean
  ObservationHandler<?> parleyToolObservationHandler(Parley parley, ParleyProperties properties) {
    return new ToolObservationHandler(content(parley, properties));
  }

  private static CallContent content(Parley parley, ParleyProperties properties) {
    return CallContent.of(parley, properties.content().maxLength());
  }

  /** Left out where the application talks to models alone. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(ChatClientObservationContext.class)
  static class Client {
    Client() {
      // What an advisor does before a stream runs on a thread of Reactor's.
      Hooks.enableAutomaticContextPropagation();
    }

    @Bean
    ObservationHandler<?> parleyChatClientObservationHandler(CarryingObservationHandler carrying) {
      return new ChatClientObservationHandler(carrying);
    }
  }

  /** Left out where the application has no store of vectors. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(VectorStoreObservationContext.class)
  static class Store {

    @Bean
    ObservationHandler<?> parleyVectorStoreObservationHandler(
        Parley parley, ParleyProperties properties) {
      return new VectorStoreObservationHandler(content(parley, properties));
    }

    @Bean
    ObservationFilter parleyVectorStoreQueryFilter(Parley parley, ParleyProperties properties) {
      return new VectorStoreQueryFilter(content(parley, properties));
    }
  }
}
