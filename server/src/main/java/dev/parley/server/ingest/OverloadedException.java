package dev.parley.server.ingest;

/** The server can't keep up; the sender should come back later. */
public final class OverloadedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public OverloadedException(String message) {
    super(message);
  }
}
