package dev.parley.server.store;

import org.jspecify.annotations.Nullable;

/** The store could not answer a question; its message says which and why. */
public final class StoreReadException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean timeout;

  public StoreReadException(String message, boolean timeout, @Nullable Throwable cause) {
    super(message, cause);
    this.timeout = timeout;
  }

  /** Whether the question took longer than allowed, as opposed to a fault. */
  public boolean isTimeout() {
    return timeout;
  }
}
