package dev.parley.server.config;

/**
 * A setting can't be used; the message is one sentence that names it, its source, and what was
 * expected.
 */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ConfigException(String message) {
    super(message);
  }
}
