package dev.parley.examples.provider;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What goes wrong, or slowly, at a provider now and then. */
enum Hiccup {
  /** The usual case. */
  NONE(200, "", "", ""),
  /** Too many requests; the next attempt succeeds. */
  RATE_LIMIT(
      429,
      "Rate limit reached for this model on tokens per min (TPM). Please try again in 20ms.",
      "tokens",
      "rate_limit_exceeded"),
  /** A failure that repeating does not cure. */
  FAILURE(
      500,
      "The server had an error while processing your request. Sorry about that!",
      "server_error",
      "internal_error"),
  /** An answer that takes its time. */
  SLOW(200, "", "", "");

  private final int status;
  private final String message;
  private final String type;
  private final String code;

  Hiccup(int status, String message, String type, String code) {
    this.status = status;
    this.message = message;
    this.type = type;
    this.code = code;
  }

  int status() {
    return status;
  }

  ObjectNode body() {
    return error(message, type, code);
  }

  /**
   * What happens to a request: the same for the same request, whoever sends it and when.
   *
   * @param seed a hash of the request
   * @param attempt 0 for the first, 1 for the client's first retry, and so on
   */
  static Hiccup of(int seed, int attempt) {
    int draw = Math.floorMod((seed * 0x9E3779B1) >>> 7, 1000);
    if (draw < 12) {
      return FAILURE;
    }
    if (draw < 45) {
      return attempt == 0 ? RATE_LIMIT : NONE;
    }
    return draw < 70 ? SLOW : NONE;
  }

  /** An error body as the real provider writes it. */
  static ObjectNode error(String message, String type, String code) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.putObject("error")
        .put("message", message)
        .put("type", type)
        .putNull("param")
        .put("code", code);
    return body;
  }
}
