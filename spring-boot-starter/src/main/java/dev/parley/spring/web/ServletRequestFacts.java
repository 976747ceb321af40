package dev.parley.spring.web;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.WebUtils;

/** What a servlet's request says. */
record ServletRequestFacts(HttpServletRequest request) implements ConversationRequest {
  @Override
  public @Nullable String header(String name) {
    return request.getHeader(name);
  }

  @Override
  public @Nullable String cookie(String name) {
    Cookie cookie = WebUtils.getCookie(request, name);
    return cookie == null ? null : cookie.getValue();
  }

  @Override
  public @Nullable String sessionAttribute(String name) {
    // A request without a session must not get one by being asked.
    HttpSession session = request.getSession(false);
    Object value = session == null ? null : session.getAttribute(name);
    return value == null ? null : value.toString();
  }

  @Override
  public @Nullable String principal() {
    Principal principal = request.getUserPrincipal();
    return principal == null ? null : principal.getName();
  }

  @Override
  public String path() {
    return request.getRequestURI();
  }
}
