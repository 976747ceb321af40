package dev.parley.server.otlp;

import com.linecorp.armeria.common.ContentTooLargeException;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.parley.server.auth.Access;
import dev.parley.server.otlp.Refusal.Reason;
import dev.parley.server.tracing.Work;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** OTLP over HTTP for one signal: protobuf or JSON, plain, gzip or zstd. */
final class HttpReceiver implements HttpService {
  /** For slow uploads; what happens after the last byte has limits of its own. */
  private static final Duration UPLOAD = Duration.ofSeconds(60);

  private final Signal signal;
  private final Receiver receiver;
  private final OtlpLimits limits;

  HttpReceiver(Signal signal, Receiver receiver, OtlpLimits limits) {
    this.signal = signal;
    this.receiver = receiver;
    this.limits = limits;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
    ctx.setRequestTimeout(UPLOAD);
    ctx.setMaxRequestLength(limits.maxBodyBytes());
    Encoding encoding = encoding(request.contentType());
    try {
      check(request, encoding);
      if (request.headers().contentLength() > limits.maxBodyBytes()) {
        // What is much larger is cut off: the server's own limit is twice as high.
        ctx.setMaxRequestLength(2L * limits.maxBodyBytes());
        return HttpResponse.of(
            Body.refused(request, receiver.admit(), tooLarge())
                .handle((end, refusal) -> refuse(refusal(refusal), orJson(encoding))));
      }
      String project = Access.of(ctx).project();
      Compression compression =
          Compression.of(request.headers().get(HttpHeaderNames.CONTENT_ENCODING, ""));
      Admission.Ticket ticket = receiver.admit();
      Work.Cause cause = Work.cause();
      return HttpResponse.of(
          Body.of(request, ticket)
              .thenCompose(
                  body ->
                      cause.call(
                          () -> export(project, body, ticket, compression, orJson(encoding))))
              .exceptionally(failure -> refuse(refusal(failure), orJson(encoding))));
    } catch (Refusal refusal) {
      return refuse(refusal, orJson(encoding));
    }
  }

  private HttpResponse refuse(Refusal refusal, Encoding encoding) {
    return Answers.refusal(receiver.refusals().count(refusal), encoding);
  }

  private void check(HttpRequest request, @Nullable Encoding encoding) {
    if (request.method() != HttpMethod.POST) {
      throw new Refusal(Reason.METHOD, request.method() + " " + signal.path + " (expected: POST)");
    }
    if (encoding == null) {
      throw new Refusal(
          Reason.MEDIA_TYPE,
          "content-type: "
              + request.contentType()
              + " (expected: application/x-protobuf or application/json)");
    }
  }

  private CompletableFuture<HttpResponse> export(
      String project,
      byte[] body,
      Admission.Ticket ticket,
      Compression compression,
      Encoding encoding) {
    return receiver
        .receive(project, signal, body, ticket, compression, encoding)
        .thenApply(translation -> Answers.success(signal, translation, encoding));
  }

  private Refusal refusal(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof Refusal refusal) {
      return refusal;
    }
    return cause instanceof ContentTooLargeException
        ? tooLarge()
        : new Refusal(Reason.MALFORMED, "the body did not arrive whole: " + cause.getMessage());
  }

  private Refusal tooLarge() {
    return new Refusal(
        Reason.TOO_LARGE, "the body is larger than " + limits.maxBodyBytes() + " bytes");
  }

  private static @Nullable Encoding encoding(@Nullable MediaType type) {
    if (type == null || !type.type().equals("application")) {
      return null;
    }
    return switch (type.subtype()) {
      case "x-protobuf", "protobuf" -> Encoding.PROTOBUF;
      case "json" -> Encoding.JSON;
      default -> null;
    };
  }

  private static Encoding orJson(@Nullable Encoding encoding) {
    return encoding == null ? Encoding.JSON : encoding;
  }
}
