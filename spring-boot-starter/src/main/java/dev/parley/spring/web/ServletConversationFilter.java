package dev.parley.spring.web;

import dev.parley.sdk.Conversation;
import dev.parley.sdk.instrumentation.CarriedContext;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Answers each request inside its conversation, as one turn of it. What is left to other threads
 * has it where their executor is wrapped; the dispatch that ends an asynchronous answer has the
 * same turn again.
 */
final class ServletConversationFilter extends OncePerRequestFilter implements Ordered {
  private static final Logger LOGGER = Logger.getLogger("dev.parley.spring");
  private static final String CARRIED = CarriedContext.class.getName();

  private final ConversationResolver resolver;
  private final RequestCarrier carrier;

  ServletConversationFilter(ConversationResolver resolver, RequestCarrier carrier) {
    this.resolver = resolver;
    this.carrier = carrier;
  }

  /** Behind what opens the request's span, the session, and who is logged in. */
  @Override
  public int getOrder() {
    return Ordered.LOWEST_PRECEDENCE - 100;
  }

  @Override
  protected boolean shouldNotFilterAsyncDispatch() {
    return false;
  }

  @Override
  @SuppressWarnings("try") // A scope works by being open.
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    CarriedContext carried = carried(request);
    if (carried == null) {
      chain.doFilter(request, response);
      return;
    }
    try (Scope inside = carried.storeIn(Context.current()).makeCurrent()) {
      chain.doFilter(request, response);
    }
  }

  /** What the request is answered in; null for nothing. */
  private @Nullable CarriedContext carried(HttpServletRequest request) {
    try {
      if (request.getAttribute(CARRIED) instanceof CarriedContext before) {
        return before;
      }
      Conversation conversation = resolver.resolve(new ServletRequestFacts(request));
      if (conversation == null) {
        return null;
      }
      CarriedContext carried = CarriedContext.of(conversation.turnIn(Context.current()));
      request.setAttribute(CARRIED, carried);
      carrier.carry(carried);
      return carried;
    } catch (RuntimeException | LinkageError fault) {
      LOGGER.log(Level.WARNING, "Whose request it is could not be resolved", fault);
      return null;
    }
  }
}
