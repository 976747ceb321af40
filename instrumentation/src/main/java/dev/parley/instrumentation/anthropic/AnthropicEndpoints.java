package dev.parley.instrumentation.anthropic;

import com.anthropic.core.ClientOptions;
import dev.parley.instrumentation.internal.service.Endpoint;
import java.net.URI;
import java.util.Locale;

/** Who answers at an address: Anthropic itself, or a cloud that serves its models. */
final class AnthropicEndpoints {

  static final String ANTHROPIC = "anthropic";

  /** A client whose base URL could not be read. */
  static final Endpoint UNKNOWN = Endpoint.unknown(ANTHROPIC);

  private AnthropicEndpoints() {}

  /** Where a client of these options sends its calls. */
  static Endpoint of(ClientOptions options) {
    Endpoint endpoint = of(options.baseUrl());
    String told = told(options);
    return told.equals(ANTHROPIC) ? endpoint : new Endpoint(endpoint.host(), endpoint.port(), told);
  }

  /** A client for another cloud says so, from version 3 on, whatever its address. */
  private static String told(ClientOptions options) {
    try {
      return options.openTelemetryProviderName();
    } catch (NoSuchMethodError older) {
      return ANTHROPIC;
    }
  }

  /** Reads a client's base URL; {@link #UNKNOWN} if it is none. */
  static Endpoint of(String baseUrl) {
    return Endpoint.of(baseUrl, AnthropicEndpoints::provider, ANTHROPIC);
  }

  private static String provider(URI uri) {
    String host = uri.getHost().toLowerCase(Locale.ROOT);
    if (host.startsWith("bedrock") && host.endsWith(".amazonaws.com")) {
      return "aws.bedrock";
    }
    if (host.endsWith("aiplatform.googleapis.com")) {
      return "gcp.vertex_ai";
    }
    return host.endsWith(".services.ai.azure.com") ? "azure.ai.inference" : ANTHROPIC;
  }
}
