package dev.parley.server.auth;

import com.linecorp.armeria.common.Cookie;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.DecoratingHttpServiceFunction;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.parley.server.store.Project;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The check that every request passes: where there are keys, it needs one of them, or a login by
 * one, with the right for what it asks; what it sees and writes is that key's project alone. Where
 * there are none, everybody may do everything in one project. Safe for use by many threads.
 */
public final class Authentication implements DecoratingHttpServiceFunction {
  /** For paths that need no key, to whoever brings none. */
  private static final Access NOTHING = new Access("", java.util.Set.of(), false, () -> true);

  private final Keys keys;
  private final Sessions sessions = new Sessions();
  private final Login login;
  private final LongAdder unauthenticated = new LongAdder();
  private final LongAdder denied = new LongAdder();

  /**
   * @param cookie name of the cookie that a login is kept in; servers of one host need different
   *     ones
   * @param secure whether the server is reached by TLS alone
   */
  public Authentication(Keys keys, String cookie, boolean secure) {
    this.keys = keys;
    this.login = new Login(keys, sessions, cookie, secure);
  }

  /** Adds the page to log in. */
  public void mount(ServerBuilder server) {
    login.mount(server);
  }

  /**
   * Paths that log in once, by project, at the first start with keys; none later.
   *
   * @throws KeyFileException if it can't be noted that they were given
   */
  public Map<String, String> firstLinks() {
    Map<String, String> links = new TreeMap<>();
    List<Key> greeted = new ArrayList<>(keys.greet());
    greeted.forEach(key -> links.put(key.project(), Route.LOGIN + "?once=" + sessions.link(key)));
    return links;
  }

  /** Requests that were refused since the start, by reason. */
  public Map<String, Long> refusals() {
    return Map.of("unauthenticated", unauthenticated.sum(), "permission_denied", denied.sum());
  }

  @Override
  public HttpResponse serve(HttpService delegate, ServiceRequestContext ctx, HttpRequest request)
      throws Exception {
    if (!keys.areRequired()) {
      return delegate.serve(ctx, request);
    }
    String given = Credentials.of(request.headers());
    Access access = given == null ? ofLogin(request) : ofKey(given);
    Right needed = Route.needed(request, ctx.path());
    if (needed == null) {
      (access == null ? NOTHING : access).grant(ctx);
      return delegate.serve(ctx, request);
    }
    if (access == null) {
      unauthenticated.increment();
      return Denial.unauthenticated(given != null).answer(ctx, request);
    }
    if (!access.has(needed)) {
      denied.increment();
      return Denial.of(needed).answer(ctx, request);
    }
    if (Route.isServerWide(ctx.path()) && !access.project().equals(Project.DEFAULT)) {
      denied.increment();
      return Denial.OF_OTHERS.answer(ctx, request);
    }
    access.grant(ctx);
    return delegate.serve(ctx, request);
  }

  private @Nullable Access ofKey(String text) {
    Key key = keys.find(text);
    return key == null ? null : access(key, false, () -> keys.byId(key.id()) != null);
  }

  private @Nullable Access ofLogin(HttpRequest request) {
    for (Cookie cookie : request.headers().cookies()) {
      if (cookie.name().equals(login.cookie())) {
        String held = cookie.value();
        Key key = ofLogin(held);
        if (key != null) {
          return access(key, true, () -> ofLogin(held) != null);
        }
      }
    }
    return null;
  }

  private @Nullable Key ofLogin(String held) {
    String id = sessions.keyOf(held);
    return id == null ? null : keys.byId(id);
  }

  private static Access access(
      Key key, boolean login, java.util.function.BooleanSupplier stillValid) {
    return new Access(key.project(), key.rights(), login, stillValid);
  }
}
