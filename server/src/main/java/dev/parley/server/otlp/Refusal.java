package dev.parley.server.otlp;

import io.grpc.Status;
import java.time.Duration;

/** A request that is not answered with success, and how the two transports say so. */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** How long senders are asked to wait. */
  static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  /** The rows of the protocol's table of failures. */
  enum Reason {
    MALFORMED(400, Status.Code.INVALID_ARGUMENT, false),
    METHOD(405, Status.Code.UNIMPLEMENTED, false),
    TOO_LARGE(413, Status.Code.RESOURCE_EXHAUSTED, false),
    MEDIA_TYPE(415, Status.Code.INVALID_ARGUMENT, false),
    OVERLOADED(429, Status.Code.RESOURCE_EXHAUSTED, true),
    INTERNAL(500, Status.Code.INTERNAL, false),
    UNAVAILABLE(503, Status.Code.UNAVAILABLE, true);

    final int http;
    final Status.Code grpc;
    final boolean retryable;

    Reason(int http, Status.Code grpc, boolean retryable) {
      this.http = http;
      this.grpc = grpc;
      this.retryable = retryable;
    }
  }

  private final Reason reason;

  Refusal(Reason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  Reason reason() {
    return reason;
  }

  String text() {
    String text = getMessage();
    return text == null ? reason.name() : text;
  }

  com.google.rpc.Status status() {
    com.google.rpc.Status.Builder status =
        com.google.rpc.Status.newBuilder().setCode(reason.grpc.value()).setMessage(text());
    if (reason.retryable) {
      status.addDetails(
          com.google.protobuf.Any.pack(
              com.google.rpc.RetryInfo.newBuilder()
                  .setRetryDelay(
                      com.google.protobuf.Duration.newBuilder().setSeconds(RETRY_AFTER.toSeconds()))
                  .build()));
    }
    return status.build();
  }
}
