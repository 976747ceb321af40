package dev.parley.server.store;

import org.jspecify.annotations.Nullable;

/** The store could not do what was asked; a write that fails with it left nothing behind. */
public class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StoreException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
