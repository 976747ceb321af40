package dev.parley.instrumentation.internal.service;

import java.net.URI;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where a client sends its calls.
 *
 * @param host the server's name; null if unknown
 * @param port the server's port; null if unknown or the scheme's own
 * @param provider who answers there, as {@code gen_ai.provider.name} has it
 * @param model the one that all calls are for, where the address says so; null mostly
 */
public record Endpoint(
    @Nullable String host, @Nullable Integer port, String provider, @Nullable String model) {

  /** One whose address names no model. */
  public Endpoint(@Nullable String host, @Nullable Integer port, String provider) {
    this(host, port, provider, null);
  }

  /** A client whose base URL could not be read. */
  public static Endpoint unknown(String provider) {
    return new Endpoint(null, null, provider);
  }

  /**
   * Reads a client's base URL; unknown if it is none.
   *
   * @param provider who answers at an address
   */
  public static Endpoint of(String baseUrl, Function<URI, String> provider, String otherwise) {
    URI uri;
    try {
      uri = URI.create(baseUrl);
    } catch (IllegalArgumentException e) {
      return unknown(otherwise);
    }
    if (uri.getHost() == null) {
      return unknown(otherwise);
    }
    boolean standard =
        uri.getPort() == -1 || uri.getPort() == ("http".equals(uri.getScheme()) ? 80 : 443);
    return new Endpoint(uri.getHost(), standard ? null : uri.getPort(), provider.apply(uri));
  }
}
