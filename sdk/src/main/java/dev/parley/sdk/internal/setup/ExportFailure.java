package dev.parley.sdk.internal.setup;

import io.opentelemetry.sdk.common.export.GrpcResponse;
import io.opentelemetry.sdk.common.export.GrpcStatusCode;
import io.opentelemetry.sdk.common.export.HttpResponse;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Says why an export failed, and what to look at. Bodies of answers and messages of exceptions that
 * are not of the network are left out: they may repeat a header.
 */
final class ExportFailure {
  private static final int MAX_CAUSES = 32;

  private ExportFailure() {}

  static String describe(@Nullable Throwable error) {
    if (error == null) {
      return "the exporter reported a failure without a reason";
    }
    try {
      return ofResponse(error);
    } catch (LinkageError older) {
      // OpenTelemetry's older SDKs lack the types of answers.
      return ofConnection(error);
    }
  }

  private static String ofResponse(Throwable error) {
    Object response = response(error);
    if (response instanceof HttpResponse http) {
      return ofHttp(http.getStatusCode());
    }
    return response instanceof GrpcResponse grpc
        ? ofGrpc(grpc.getStatusCode())
        : ofConnection(error);
  }

  /**
   * The receiver's answer. The exception that holds it is internal to OpenTelemetry's exporters.
   */
  private static @Nullable Object response(Throwable error) {
    try {
      return error.getClass().getMethod("getResponse").invoke(error);
    } catch (ReflectiveOperationException | RuntimeException | LinkageError none) {
      return null;
    }
  }

  private static String ofHttp(int status) {
    return "HTTP "
        + status
        + switch (status) {
          case 401, 403 -> " (check the credentials)";
          case 404, 405, 415 -> " (check the endpoint and the protocol)";
          case 413 -> " (the batch is too large for the receiver)";
          case 429, 502, 503, 504 -> " (the receiver cannot keep up or is not available)";
          default -> "";
        };
  }

  private static String ofGrpc(GrpcStatusCode status) {
    return "gRPC "
        + status
        + switch (status) {
          case UNAUTHENTICATED, PERMISSION_DENIED -> " (check the credentials)";
          case UNIMPLEMENTED, NOT_FOUND -> " (check the endpoint and the protocol)";
          case RESOURCE_EXHAUSTED, UNAVAILABLE, DEADLINE_EXCEEDED ->
              " (the receiver cannot keep up or is not available)";
          default -> "";
        };
  }

  private static String ofConnection(Throwable error) {
    Throwable cause = error;
    // Causes can go round in a circle.
    for (int i = 0; i < MAX_CAUSES && !(cause instanceof IOException); i++) {
      Throwable next = cause.getCause();
      cause = next == null ? cause : next;
    }
    String type = cause.getClass().getSimpleName();
    if (cause instanceof ConnectException) {
      return type + " (is a receiver listening there?)";
    }
    if (cause instanceof UnknownHostException) {
      return type + " (check the endpoint's host name)";
    }
    if (cause instanceof SSLException) {
      return type + ": " + cause.getMessage() + " (check https and the certificates)";
    }
    return cause instanceof IOException ? type + ": " + cause.getMessage() : type;
  }
}
