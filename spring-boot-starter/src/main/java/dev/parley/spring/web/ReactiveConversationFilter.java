package dev.parley.spring.web;

import dev.parley.sdk.Conversation;
import dev.parley.sdk.instrumentation.CarriedContext;
import dev.parley.sdk.reactor.ReactorPropagation;
import io.opentelemetry.context.Context;
import java.security.Principal;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.springframework.core.Ordered;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import org.springframework.web.server.WebSession;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/** Answers each request inside its conversation, as one turn of it, on whatever threads. */
final class ReactiveConversationFilter implements WebFilter, Ordered {
  private static final Logger LOGGER = Logger.getLogger("dev.parley.spring");

  private final ConversationResolver resolver;
  private final ReactiveRequestCarrier carrier;

  ReactiveConversationFilter(ConversationResolver resolver, ReactiveRequestCarrier carrier) {
    this.resolver = resolver;
    this.carrier = carrier;
  }

  /** Behind what knows the session and who is logged in. */
  @Override
  public int getOrder() {
    return Ordered.LOWEST_PRECEDENCE - 100;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    return conversation(exchange)
        .flatMap(
            found ->
                found.isEmpty()
                    ? chain.filter(exchange)
                    : Mono.deferContextual(
                        reactor -> inside(found.get(), reactor, chain.filter(exchange))));
  }

  private Mono<Void> inside(Conversation conversation, ContextView reactor, Mono<Void> answer) {
    return Mono.from(
        answer.transform(
            ReactorPropagation.in(outside -> context(conversation, outside, reactor))));
  }

  /** The context that a request is answered in. */
  private Context context(Conversation conversation, Context outside, ContextView reactor) {
    try {
      Context inside = conversation.turnIn(outside);
      carrier.carry(CarriedContext.of(inside), reactor);
      return inside;
    } catch (RuntimeException | LinkageError fault) {
      LOGGER.log(Level.WARNING, "A request's conversation could not be opened", fault);
      return outside;
    }
  }

  private Mono<Optional<Conversation>> conversation(ServerWebExchange exchange) {
    Mono<Optional<WebSession>> session =
        exchange.getSession().map(Optional::of).defaultIfEmpty(Optional.empty());
    Mono<Optional<Principal>> principal =
        exchange.getPrincipal().map(Optional::of).defaultIfEmpty(Optional.empty());
    return Mono.zip(session, principal)
        .map(
            known ->
                Optional.ofNullable(
                    resolver.resolve(
                        new ReactiveRequestFacts(
                            exchange.getRequest(),
                            known.getT1().orElse(null),
                            known.getT2().orElse(null)))))
        .onErrorResume(
            fault -> {
              LOGGER.log(Level.WARNING, "Whose request it is could not be resolved", fault);
              return Mono.just(Optional.empty());
            });
  }
}
