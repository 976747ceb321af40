package dev.parley.spring.web;

import dev.parley.sdk.Parley;
import dev.parley.sdk.reactor.ReactorPropagation;
import dev.parley.spring.ConditionalOnParley;
import dev.parley.spring.ParleyAutoConfiguration;
import dev.parley.spring.observation.ObservationCarryingAutoConfiguration;
import io.opentelemetry.api.trace.Span;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.web.server.WebFilter;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;

/**
 * Conversations of requests to WebFlux, and OpenTelemetry's context in every Flux and Mono of the
 * application; {@code parley.web.enabled=false} leaves both alone.
 */
@AutoConfiguration(
    after = {ParleyAutoConfiguration.class, ObservationCarryingAutoConfiguration.class})
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnClass({WebFilter.class, Mono.class})
@ConditionalOnParley
@ConditionalOnProperty(prefix = "parley.web", name = "enabled", matchIfMissing = true)
@Import(ConversationResolverConfiguration.class)
public class ReactiveConversationAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean
  ReactiveConversationFilter parleyReactiveConversationFilter(
      ConversationResolver resolver,
      ObjectProvider<ReactiveRequestCarrier> carrier,
      Parley parley) {
    ReactiveRequestCarrier observed = carrier.getIfAvailable();
    if (observed != null) {
      // Micrometer's own: it makes each observation current where Reactor's context has it, and a
      // second way of carrying spans would hide those from it.
      Hooks.enableAutomaticContextPropagation();
    } else {
      ReactorPropagation.enable();
    }
    return new ReactiveConversationFilter(
        resolver,
        observed != null
            ? observed
            : (context, reactor) -> context.writeOnto(Span.current(), parley));
  }
}
