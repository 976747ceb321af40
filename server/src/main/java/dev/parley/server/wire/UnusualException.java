package dev.parley.server.wire;

/** A request that OTLP's generated classes must judge. */
final class UnusualException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Without a stack, because hostile senders must not cost more than others. */
  UnusualException() {
    super("unusual", null, false, false);
  }
}
