package dev.parley.spring.web;

import dev.parley.sdk.Parley;
import dev.parley.spring.ConditionalOnParley;
import dev.parley.spring.ParleyAutoConfiguration;
import dev.parley.spring.observation.ObservationCarryingAutoConfiguration;
import io.opentelemetry.api.trace.Span;
import jakarta.servlet.Filter;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.web.filter.OncePerRequestFilter;

/** Conversations of requests to servlets; {@code parley.web.enabled=false} leaves them alone. */
@AutoConfiguration(
    after = {ParleyAutoConfiguration.class, ObservationCarryingAutoConfiguration.class})
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({Filter.class, OncePerRequestFilter.class})
@ConditionalOnParley
@ConditionalOnProperty(prefix = "parley.web", name = "enabled", matchIfMissing = true)
@Import(ConversationResolverConfiguration.class)
public class ServletConversationAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean
  ServletConversationFilter parleyServletConversationFilter(
      ConversationResolver resolver, ObjectProvider<RequestCarrier> carrier, Parley parley) {
    return new ServletConversationFilter(
        resolver,
        carrier.getIfAvailable(() -> context -> context.writeOnto(Span.current(), parley)));
  }
}
