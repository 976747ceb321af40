package dev.parley.server.api;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.server.DecoratingHttpServiceFunction;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.netty.util.AsciiString;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Tells browsers what they may do with an answer, wherever it comes from: not guess its type, not
 * frame it, not hand it to other sites' pages, and run nothing that it holds. A service that sets
 * one of these itself keeps its own. Answers to gRPC, which no browser reads, go as they are.
 */
public final class SecurityHeaders implements DecoratingHttpServiceFunction {
  private final Map<AsciiString, String> headers = new LinkedHashMap<>();

  /**
   * @param secure whether the server is reached by TLS alone
   */
  public SecurityHeaders(boolean secure) {
    headers.put(HttpHeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff");
    headers.put(HttpHeaderNames.REFERRER_POLICY, "same-origin");
    headers.put(AsciiString.of("x-frame-options"), "DENY");
    headers.put(
        HttpHeaderNames.CONTENT_SECURITY_POLICY,
        "default-src 'none'; base-uri 'none'; frame-ancestors 'none'");
    headers.put(AsciiString.of("cross-origin-resource-policy"), "same-origin");
    headers.put(AsciiString.of("cross-origin-opener-policy"), "same-origin");
    if (secure) {
      headers.put(HttpHeaderNames.STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
  }

  @Override
  public HttpResponse serve(HttpService delegate, ServiceRequestContext ctx, HttpRequest request)
      throws Exception {
    HttpResponse response = delegate.serve(ctx, request);
    MediaType type = request.contentType();
    return type != null && type.subtype().startsWith("grpc")
        ? response
        : response.mapHeaders(this::with);
  }

  private ResponseHeaders with(ResponseHeaders given) {
    ResponseHeadersBuilder all = given.toBuilder();
    headers.forEach(
        (name, value) -> {
          if (!given.contains(name)) {
            all.set(name, value);
          }
        });
    return all.build();
  }
}
