package dev.parley.server.ingest;

import org.jspecify.annotations.Nullable;

/** The store can't commit now, or the server shuts down; nothing was acknowledged. */
public final class UnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
