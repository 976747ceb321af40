package dev.parley.server.store;

import org.jspecify.annotations.Nullable;

/**
 * A data folder can't be used; the message is one sentence that names the folder and says what to
 * do.
 */
public class StoreOpenException extends StoreException {
  private static final long serialVersionUID = 1L;

  public StoreOpenException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
