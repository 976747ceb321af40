package dev.parley.server.model;

/** Hexadecimal ids. */
public final class Hex {
  private static final byte NONE = -1;
  private static final byte[] DIGITS = digits();

  private Hex() {}

  /**
   * Digits of a text as one number of 64 bits.
   *
   * @param to behind the last digit, at most 16 behind the first
   * @throws NumberFormatException if something else than hexadecimal digits is there, or too many
   */
  public static long number(String text, int from, int to) {
    if (to > text.length() || to <= from || to - from > 16) {
      throw invalid(text);
    }
    long number = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      int digit = c < DIGITS.length ? DIGITS[c] : NONE;
      if (digit == NONE) {
        throw invalid(text);
      }
      number = number << 4 | digit;
    }
    return number;
  }

  private static NumberFormatException invalid(String text) {
    return new NumberFormatException("\"" + text + "\" (expected: hexadecimal digits)");
  }

  private static byte[] digits() {
    byte[] digits = new byte['f' + 1];
    for (char c = 0; c < digits.length; c++) {
      digits[c] = (byte) Character.digit(c, 16);
    }
    return digits;
  }

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
