package dev.parley.server.store;

import org.jspecify.annotations.Nullable;

/**
 * A data folder no longer holds all that was acknowledged, or that can't be told; the message says
 * what is missing as far as it is known, and how to go on.
 */
public final class StoreDamagedException extends StoreOpenException {
  private static final long serialVersionUID = 1L;

  public StoreDamagedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
