package dev.parley.server.auth;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.google.rpc.Code;
import com.google.rpc.Status;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.parley.server.store.Project;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * A refusal for want of a key or a right, said as each protocol says it.
 *
 * @param code 16 (unauthenticated) or 7 (permission denied), as gRPC numbers them
 */
record Denial(HttpStatus status, int code, String name, String message) {
  private static final MediaType PROTOBUF = MediaType.create("application", "x-protobuf");

  /** For what concerns all projects. */
  static final Denial OF_OTHERS =
      new Denial(
          HttpStatus.FORBIDDEN,
          Code.PERMISSION_DENIED_VALUE,
          "permission_denied",
          "Authorization: this concerns all projects (expected: a key of project "
              + Project.DEFAULT
              + " with the right to admin)");

  /**
   * @param given whether the request brought a key, which is not known
   */
  static Denial unauthenticated(boolean given) {
    return new Denial(
        HttpStatus.UNAUTHORIZED,
        Code.UNAUTHENTICATED_VALUE,
        "unauthenticated",
        given
            ? "Authorization: not a key of this server (expected: one that ./parley keys create"
                + " gave and nobody revoked)"
            : "Authorization: missing (expected: Bearer and a key that ./parley keys create gave)");
  }

  static Denial of(Right needed) {
    return new Denial(
        HttpStatus.FORBIDDEN,
        Code.PERMISSION_DENIED_VALUE,
        "permission_denied",
        "Authorization: this key lacks the right to "
            + needed.text()
            + " (expected: a key with it; see ./parley keys list)");
  }

  HttpResponse answer(ServiceRequestContext context, HttpRequest request) {
    if (Route.isGrpc(request)) {
      return HttpResponse.of(
          ResponseHeaders.builder(HttpStatus.OK)
              .set(HttpHeaderNames.CONTENT_TYPE, "application/grpc")
              .set("grpc-status", Integer.toString(code))
              .set("grpc-message", message)
              .build());
    }
    if (Route.isOtlp(context.path())) {
      MediaType type = request.contentType();
      return type != null && type.subtype().equals("json")
          ? answer(MediaType.JSON, json(false))
          : answer(
              PROTOBUF,
              Status.newBuilder().setCode(code).setMessage(message).build().toByteArray());
    }
    if (context.path().startsWith("/api/")) {
      return answer(MediaType.JSON_UTF_8, json(true));
    }
    boolean page =
        request.method() == HttpMethod.GET
            && request.headers().get(HttpHeaderNames.ACCEPT, "").contains("text/html");
    if (page && status.equals(HttpStatus.UNAUTHORIZED)) {
      String next = context.path() + (context.query() == null ? "" : "?" + context.query());
      return HttpResponse.of(
          ResponseHeaders.builder(HttpStatus.SEE_OTHER)
              .set(
                  HttpHeaderNames.LOCATION,
                  Route.LOGIN + "?next=" + URLEncoder.encode(next, StandardCharsets.UTF_8))
              .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
              .build());
    }
    return answer(MediaType.PLAIN_TEXT_UTF_8, (message + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private HttpResponse answer(MediaType type, byte[] body) {
    ResponseHeadersBuilder headers =
        ResponseHeaders.builder(status)
            .contentType(type)
            .set(HttpHeaderNames.CACHE_CONTROL, "no-store");
    if (status.equals(HttpStatus.UNAUTHORIZED)) {
      headers.set(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer realm=\"parley\"");
    }
    return HttpResponse.of(headers.build(), HttpData.wrap(body));
  }

  /**
   * @param inApi whether it is the API's shape, and not OTLP's
   */
  private byte[] json(boolean inApi) {
    var root = JsonNodeFactory.instance.objectNode();
    if (inApi) {
      root.putObject("error").put("code", name).put("message", message);
    } else {
      root.put("code", code).put("message", message);
    }
    return root.toString().getBytes(StandardCharsets.UTF_8);
  }
}
