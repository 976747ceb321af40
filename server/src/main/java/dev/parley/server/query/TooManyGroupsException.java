package dev.parley.server.query;

/** A question has more groups than are answered at once. */
public final class TooManyGroupsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TooManyGroupsException(int most) {
    super("more than " + most + " groups (expected: fewer fields in by, or a smaller range)");
  }
}
