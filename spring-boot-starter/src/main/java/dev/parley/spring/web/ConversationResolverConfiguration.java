package dev.parley.spring.web;

import dev.parley.spring.ParleyProperties;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Resolves by properties where the application has no {@link ConversationResolver} of its own. */
@Configuration(proxyBeanMethods = false)
class ConversationResolverConfiguration {

  @Bean
  @ConditionalOnMissingBean
  ConversationResolver parleyConversationResolver(ParleyProperties properties) {
    return new PropertyConversationResolver(properties.web());
  }
}
