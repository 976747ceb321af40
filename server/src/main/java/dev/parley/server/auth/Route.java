package dev.parley.server.auth;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.MediaType;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a request needs. A path that nobody has thought of needs a key like any other. */
final class Route {
  static final String LOGIN = "/login";
  static final String LOGOUT = "/logout";
  static final String STYLE = "/login.css";

  private static final Set<String> PUBLIC = Set.of("/health", "/ready", LOGIN, LOGOUT, STYLE);

  /** Files of the pages, which hold no data. */
  private static final Pattern FILE =
      Pattern.compile("/assets/[^/]+|/[A-Za-z0-9_-]+\\.(?:js|svg|ico|png|txt|webmanifest)");

  private static final Set<String> OTLP = Set.of("/v1/traces", "/v1/logs", "/v1/metrics");

  /** What the paths of OTLP's services begin with when gRPC calls them. */
  private static final String OTLP_SERVICES = "/opentelemetry.proto.collector.";

  private Route() {}

  /**
   * Null for what everybody may have. The path and the method decide: a header is the sender's own
   * word, and must not turn a question into a delivery.
   */
  static @Nullable Right needed(HttpRequest request, String path) {
    boolean reads = request.method() == HttpMethod.GET || request.method() == HttpMethod.HEAD;
    if (PUBLIC.contains(path) || (reads && FILE.matcher(path).matches())) {
      return null;
    }
    if (isOtlp(path) || path.startsWith(OTLP_SERVICES)) {
      return Right.INGEST;
    }
    if (reads) {
      return Right.READ;
    }
    return request.method() == HttpMethod.POST && path.equals("/api/v1/parley/scores")
        ? Right.INGEST
        : Right.ADMIN;
  }

  /** Whether it is about all projects, and so is the business of whoever runs the server. */
  static boolean isServerWide(String path) {
    return path.equals("/api/v1/parley/backups");
  }

  static boolean isOtlp(String path) {
    return OTLP.contains(path);
  }

  /** Whether the sender understands a refusal in gRPC's form only. */
  static boolean isGrpc(HttpRequest request) {
    MediaType type = request.contentType();
    return type != null
        && type.type().equals("application")
        && (type.subtype().equals("grpc") || type.subtype().startsWith("grpc+"));
  }
}
