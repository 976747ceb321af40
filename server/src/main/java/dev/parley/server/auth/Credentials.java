package dev.parley.server.auth;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.RequestHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The key that a request brings, in any of the ways in which exporters send one. */
final class Credentials {
  /** Sent by exporters of other services; a key may stand there as well. */
  private static final List<String> HEADERS = List.of("x-api-key", "api-key");

  private Credentials() {}

  /** Null when it brings none. */
  static @Nullable String of(RequestHeaders headers) {
    String authorization = headers.get(HttpHeaderNames.AUTHORIZATION);
    if (authorization != null && !authorization.isBlank()) {
      return ofAuthorization(authorization.strip());
    }
    for (String name : HEADERS) {
      String value = headers.get(name);
      if (value != null && !value.isBlank()) {
        return value.strip();
      }
    }
    return null;
  }

  private static String ofAuthorization(String authorization) {
    int blank = authorization.indexOf(' ');
    String scheme = (blank < 0 ? "" : authorization.substring(0, blank)).toLowerCase(Locale.ROOT);
    String rest = authorization.substring(blank + 1).strip();
    return switch (scheme) {
      case "basic" -> ofBasic(rest);
      case "bearer" -> rest;
      default -> authorization;
    };
  }

  /** The password, whoever the user is; without a password the user. */
  private static String ofBasic(String encoded) {
    try {
      String decoded = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
      int colon = decoded.indexOf(':');
      if (colon < 0) {
        return decoded;
      }
      String password = decoded.substring(colon + 1);
      return password.isEmpty() ? decoded.substring(0, colon) : password;
    } catch (IllegalArgumentException e) {
      return "";
    }
  }
}
