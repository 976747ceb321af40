package dev.parley.spring.web;

import dev.parley.sdk.Parley;
import dev.parley.spring.ParleyAutoConfiguration;
import dev.parley.spring.ParleyProperties;
import dev.parley.spring.observation.ObservationCarryingAutoConfiguration;
import io.opentelemetry.api.trace.Span;
import jakarta.servlet.Filter;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.web.filter.OncePerRequestFilter;

/** Conversations of requests to servlets; {@code parley.web.enabled=false} leaves them alone. */
@AutoConfiguration(
    after = {ParleyAutoConfiguration.class, ObservationCarryingAutoConfiguration.class})
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({Filter.class, OncePerRequestFilter.class})
@ConditionalOnBean(Parley.class)
@ConditionalOnProperty(prefix = "parley.web", name = "enabled", matchIfMissing = true)
public class ServletConversationAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean
  ConversationResolver parleyConversationResolver(ParleyProperties properties) {
    return new PropertyConversationResolver(properties.web());
  }

  @Bean
  @ConditionalOnMissingBean
  ServletConversationFilter parleyServletConversationFilter(
      ConversationResolver resolver, ObjectProvider<RequestCarrier> carrier, Parley parley) {
    return new ServletConversationFilter(
        resolver,
        carrier.getIfAvailable(() -> context -> context.writeOnto(Span.current(), parley)));
  }
}
