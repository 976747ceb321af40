package dev.parley.server.otlp;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import dev.parley.server.dialect.Translation;
import java.nio.charset.StandardCharsets;

/** The protocol's answers, each in the encoding of its request. */
final class Answers {
  private static final MediaType PROTOBUF = MediaType.create("application", "x-protobuf");

  private Answers() {}

  /** Empty, which is the full message of a full success, or what was rejected and why. */
  static byte[] protobuf(Signal signal, Translation translation) {
    return translation.rejected() == 0 ? new byte[0] : signal.response(translation).toByteArray();
  }

  static HttpResponse success(Signal signal, Translation translation, Encoding encoding) {
    byte[] body =
        encoding == Encoding.JSON ? json(signal, translation) : protobuf(signal, translation);
    return HttpResponse.of(headers(HttpStatus.OK, encoding).build(), HttpData.wrap(body));
  }

  static HttpResponse refusal(Refusal refusal, Encoding encoding) {
    ResponseHeadersBuilder headers = headers(HttpStatus.valueOf(refusal.reason().http), encoding);
    if (refusal.reason().retryable) {
      headers.setLong(HttpHeaderNames.RETRY_AFTER, Refusal.RETRY_AFTER.toSeconds());
    }
    if (refusal.reason() == Refusal.Reason.METHOD) {
      headers.set(HttpHeaderNames.ALLOW, "POST");
    }
    byte[] body = encoding == Encoding.JSON ? json(refusal) : refusal.status().toByteArray();
    return HttpResponse.of(headers.build(), HttpData.wrap(body));
  }

  private static ResponseHeadersBuilder headers(HttpStatus status, Encoding encoding) {
    return ResponseHeaders.builder(status)
        .contentType(encoding == Encoding.JSON ? MediaType.JSON : PROTOBUF);
  }

  private static byte[] json(Signal signal, Translation translation) {
    ObjectNode response = JsonNodeFactory.instance.objectNode();
    if (translation.rejected() > 0) {
      response
          .putObject("partialSuccess")
          .put(signal.jsonRejected, Integer.toString(translation.rejected()))
          .put("errorMessage", translation.reasons());
    }
    return bytes(response);
  }

  private static byte[] json(Refusal refusal) {
    ObjectNode status = JsonNodeFactory.instance.objectNode();
    status.put("code", refusal.reason().grpc.value()).put("message", refusal.text());
    if (refusal.reason().retryable) {
      status
          .putArray("details")
          .addObject()
          .put("@type", "type.googleapis.com/google.rpc.RetryInfo")
          .put("retryDelay", Refusal.RETRY_AFTER.toSeconds() + "s");
    }
    return bytes(status);
  }

  private static byte[] bytes(ObjectNode node) {
    return node.toString().getBytes(StandardCharsets.UTF_8);
  }
}
