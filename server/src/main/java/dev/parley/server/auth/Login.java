package dev.parley.server.auth;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.Cookie;
import com.linecorp.armeria.common.CookieBuilder;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The page on which a key becomes a login of the browser. It works without scripts. A link to log
 * in once asks for a click, so that a program that looks at links does not use it up.
 */
final class Login {
  private static final int LONGEST_FORM = 16 << 10;
  private static final String POLICY =
      "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self';"
          + " script-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

  private final Keys keys;
  private final Sessions sessions;
  private final String cookie;
  private final boolean secure;
  private final String page = new String(resource("login.html"), StandardCharsets.UTF_8);
  private final byte[] style = resource("login.css");

  Login(Keys keys, Sessions sessions, String cookie, boolean secure) {
    this.keys = keys;
    this.sessions = sessions;
    this.cookie = cookie;
    this.secure = secure;
  }

  /** Name of the cookie that a login is kept in. */
  String cookie() {
    return cookie;
  }

  void mount(ServerBuilder server) {
    server
        .route()
        .get(Route.LOGIN)
        .build((context, request) -> show(context))
        .route()
        .post(Route.LOGIN)
        .build(this::logIn)
        .route()
        .post(Route.LOGOUT)
        .build((context, request) -> logOut(request))
        .route()
        .get(Route.STYLE)
        .build((context, request) -> style());
  }

  private HttpResponse show(ServiceRequestContext context) {
    if (!keys.areRequired()) {
      return redirect("/").build();
    }
    QueryParams given = context.queryParams();
    return page(HttpStatus.OK, given.get("once", ""), given.get("next", "/"), null);
  }

  private HttpResponse logIn(ServiceRequestContext context, HttpRequest request) {
    MediaType type = request.contentType();
    if (type == null || !type.is(MediaType.FORM_DATA)) {
      return HttpResponse.of(
          HttpStatus.UNSUPPORTED_MEDIA_TYPE,
          MediaType.PLAIN_TEXT_UTF_8,
          "Content-Type: " + type + " (expected: application/x-www-form-urlencoded)\n");
    }
    context.setMaxRequestLength(LONGEST_FORM);
    return HttpResponse.of(request.aggregate().thenApply(this::logIn));
  }

  private HttpResponse logIn(AggregatedHttpRequest request) {
    QueryParams form = QueryParams.fromQueryString(request.contentUtf8());
    String next = form.get("next", "/");
    String once = form.get("once", "");
    if (!once.isEmpty()) {
      String id = sessions.redeem(once);
      Key key = id == null ? null : keys.byId(id);
      return key == null
          ? page(
              HttpStatus.UNAUTHORIZED,
              "",
              next,
              "This link was used before, or is older than an hour. Log in with a key.")
          : accept(key, next);
    }
    Key key = keys.find(form.get("key", "").strip());
    if (key == null) {
      return page(HttpStatus.UNAUTHORIZED, "", next, "This is not a key of this server.");
    }
    return key.rights().contains(Right.READ)
        ? accept(key, next)
        : page(
            HttpStatus.FORBIDDEN, "", next, "This key may send data, but not read what is stored.");
  }

  private HttpResponse accept(Key key, String next) {
    return redirect(isLocal(next) ? next : "/")
        .cookie(cookie(sessions.logIn(key), Sessions.LOGIN.toSeconds()))
        .build();
  }

  private HttpResponse logOut(HttpRequest request) {
    for (Cookie held : request.headers().cookies()) {
      if (held.name().equals(cookie)) {
        sessions.logOut(held.value());
      }
    }
    return redirect(Route.LOGIN).cookie(cookie("", 0)).build();
  }

  private Cookie cookie(String value, long seconds) {
    CookieBuilder made =
        Cookie.secureBuilder(cookie, value)
            .path("/")
            .httpOnly(true)
            .secure(secure)
            .sameSite("Strict")
            .maxAge(seconds);
    return made.build();
  }

  /** Whether it is a path of this server, and not the address of another in disguise. */
  private static boolean isLocal(String next) {
    return next.startsWith("/")
        && !next.startsWith("//")
        && next.chars().allMatch(c -> c > ' ' && c < 127 && c != '\\');
  }

  private static Redirect redirect(String to) {
    return new Redirect(
        ResponseHeaders.builder(HttpStatus.SEE_OTHER)
            .set(HttpHeaderNames.LOCATION, to)
            .set(HttpHeaderNames.CACHE_CONTROL, "no-store"));
  }

  private record Redirect(ResponseHeadersBuilder headers) {
    Redirect cookie(Cookie cookie) {
      headers.cookies(cookie);
      return this;
    }

    HttpResponse build() {
      return HttpResponse.of(headers.build());
    }
  }

  private HttpResponse page(HttpStatus status, String once, String next, @Nullable String fault) {
    String html =
        page.replace("{{fault}}", fault == null ? "" : "<p role=\"alert\">" + fault + "</p>")
            .replace("{{way}}", once.isEmpty() ? "by-key" : "by-link")
            .replace("{{once}}", escaped(once))
            .replace("{{next}}", escaped(isLocal(next) ? next : "/"));
    return HttpResponse.of(
        ResponseHeaders.builder(status)
            .contentType(MediaType.HTML_UTF_8)
            .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
            .set(HttpHeaderNames.CONTENT_SECURITY_POLICY, POLICY)
            .build(),
        HttpData.ofUtf8(html));
  }

  private HttpResponse style() {
    return HttpResponse.of(
        ResponseHeaders.builder(HttpStatus.OK)
            .contentType(MediaType.CSS_UTF_8)
            .set(HttpHeaderNames.CACHE_CONTROL, "no-cache")
            .build(),
        HttpData.wrap(style));
  }

  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    text.chars()
        .filter(c -> c >= ' ' && !Character.isSurrogate((char) c))
        .limit(2_000)
        .forEach(
            c -> {
              if (Character.isLetterOrDigit(c)) {
                escaped.appendCodePoint(c);
              } else {
                escaped.append("&#").append(c).append(';');
              }
            });
    return escaped.toString();
  }

  private static byte[] resource(String name) {
    try (InputStream in = Login.class.getResourceAsStream(name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
