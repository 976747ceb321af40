package dev.parley.server.store.filter;

/**
 * A filter that can't be understood; the message says where, what was there and what was expected.
 */
public final class FilterException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int position;

  /**
   * @param position where it is wrong, from 1
   * @param found what is there
   */
  FilterException(int position, String found, String expected) {
    super("at character " + position + ": " + found + " (expected: " + expected + ")");
    this.position = position;
  }

  /** Where it is wrong: the number of the character, from 1. */
  public int position() {
    return position;
  }
}
