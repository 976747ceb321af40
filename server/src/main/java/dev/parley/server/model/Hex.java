package dev.parley.server.model;

/** Checks of hexadecimal ids. */
final class Hex {
  private Hex() {}

  /**
   * @throws IllegalArgumentException if {@code id} is not {@code length} lower-case hexadecimal
   *     digits with at least one that is not zero
   */
  static void requireId(String id, int length, String name) {
    boolean zero = true;
    boolean hex = id.length() == length;
    for (int i = 0; hex && i < length; i++) {
      char c = id.charAt(i);
      hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
      zero &= c == '0';
    }
    if (!hex || zero) {
      throw new IllegalArgumentException(
          name + ": \"" + id + "\" (expected: " + length + " lower-case hex digits, not all zero)");
    }
  }
}
