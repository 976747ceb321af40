package dev.parley.server.auth;

/** The file of keys can't be used; the message is one sentence that says what to do. */
public final class KeyFileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  KeyFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
