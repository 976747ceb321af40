package dev.parley.server.api;

/**
 * A request that can't be answered as it stands; the message names the parameter, what it was and
 * what was expected.
 */
final class BadRequestException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BadRequestException(String message) {
    super(message);
  }

  static BadRequestException parameter(String name, String value, String expected) {
    return new BadRequestException(
        "parameter " + name + ": \"" + value + "\" (expected: " + expected + ")");
  }
}
