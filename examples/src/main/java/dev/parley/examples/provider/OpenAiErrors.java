package dev.parley.examples.provider;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import java.util.Map;

/** What OpenAI's APIs have in common: credentials and errors. */
final class OpenAiErrors {

  private OpenAiErrors() {}

  static boolean admits(Headers headers) {
    return headers.containsKey("Authorization") || headers.containsKey("api-key");
  }

  /** An error as the real provider writes it, with what its clients are to do. */
  static Answer refuse(Trouble trouble) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.putObject("error")
        .put("message", trouble.text())
        .put(
            "type",
            switch (trouble.kind()) {
              case RATE_LIMIT -> "tokens";
              case FAILURE -> "server_error";
              default -> "invalid_request_error";
            })
        .putNull("param")
        .put("code", trouble.code());
    return Answer.error(trouble.kind().status(), body).with(retry(trouble));
  }

  /** Whether, and when, to try again, as OpenAI's and Anthropic's clients read it. */
  static Map<String, String> retry(Trouble trouble) {
    return trouble.kind() == Trouble.Kind.RATE_LIMIT
        ? Map.of("x-should-retry", "true", "retry-after-ms", "20", "retry-after", "1")
        : Map.of("x-should-retry", "false");
  }
}
