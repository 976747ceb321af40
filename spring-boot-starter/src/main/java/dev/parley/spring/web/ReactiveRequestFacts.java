package dev.parley.spring.web;

import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpCookie;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.WebSession;

/** What a request to WebFlux says. */
record ReactiveRequestFacts(
    ServerHttpRequest request, @Nullable WebSession session, @Nullable Principal user)
    implements ConversationRequest {
  @Override
  public @Nullable String header(String name) {
    return request.getHeaders().getFirst(name);
  }

  @Override
  public @Nullable String cookie(String name) {
    HttpCookie cookie = request.getCookies().getFirst(name);
    return cookie == null ? null : cookie.getValue();
  }

  @Override
  public @Nullable String sessionAttribute(String name) {
    Object value = session == null ? null : session.getAttribute(name);
    return value == null ? null : value.toString();
  }

  @Override
  public @Nullable String principal() {
    return user == null ? null : user.getName();
  }

  @Override
  public String path() {
    return request.getURI().getRawPath();
  }
}
