package dev.parley.server;

import org.jspecify.annotations.Nullable;

/** A port of the server is taken; the message is one sentence that says what to do. */
public final class PortInUseException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  PortInUseException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
