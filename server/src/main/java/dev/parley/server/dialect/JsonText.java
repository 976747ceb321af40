package dev.parley.server.dialect;

import dev.parley.server.wire.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * JSON in the making, as UTF-8. It writes strings and numbers just as Jackson does: of the
 * characters that may be escaped or not, none is. Not thread-safe; {@link #open} hands the thread's
 * own one out.
 */
final class JsonText {
  /** A buffer that one huge request made is not kept. */
  private static final int KEPT = 1 << 20;

  private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);
  private static final ThreadLocal<JsonText> OWN = ThreadLocal.withInitial(JsonText::new);

  private byte[] bytes = new byte[4096];
  private int length;
  private boolean open;

  /** An empty text; {@link #close} ends it. */
  static JsonText open() {
    JsonText own = OWN.get();
    JsonText text = own.open ? new JsonText() : own;
    text.open = true;
    text.length = 0;
    return text;
  }

  /** What was written since {@link #open}. */
  String close() {
    String text = new String(bytes, 0, length, StandardCharsets.UTF_8);
    open = false;
    if (bytes.length > KEPT) {
      bytes = new byte[4096];
    }
    return text;
  }

  /** What was written so far, in an array that is longer. */
  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  /** Takes back what was written after this length. */
  void cut(int to) {
    length = to;
  }

  /** Structure: one ASCII character. */
  JsonText raw(char ascii) {
    ensure(1);
    bytes[length++] = (byte) ascii;
    return this;
  }

  /** Structure, or JSON that was written before. */
  JsonText raw(String json) {
    byte[] utf8 = json.getBytes(StandardCharsets.UTF_8);
    return raw(utf8, 0, utf8.length);
  }

  /** JSON as it is. */
  JsonText raw(byte[] utf8, int from, int to) {
    ensure(to - from);
    System.arraycopy(utf8, from, bytes, length, to - from);
    length += to - from;
    return this;
  }

  JsonText string(String text) {
    byte[] utf8 = Utf8.bytes(text);
    return string(utf8, 0, utf8.length);
  }

  JsonText string(byte[] utf8, int from, int to) {
    raw('"');
    int at = from;
    while (true) {
      int plain = Utf8.endOfPlain(utf8, at, to);
      raw(utf8, at, plain);
      if (plain == to) {
        return raw('"');
      }
      character((char) utf8[plain]);
      at = plain + 1;
    }
  }

  /** One character of a string that is a quotation mark, a backslash or a control character. */
  void character(char special) {
    ensure(6);
    bytes[length++] = '\\';
    switch (special) {
      case '"', '\\' -> bytes[length++] = (byte) special;
      case '\b' -> bytes[length++] = 'b';
      case '\t' -> bytes[length++] = 't';
      case '\n' -> bytes[length++] = 'n';
      case '\f' -> bytes[length++] = 'f';
      case '\r' -> bytes[length++] = 'r';
      default -> {
        bytes[length++] = 'u';
        bytes[length++] = '0';
        bytes[length++] = '0';
        bytes[length++] = HEX[special >> 4 & 0xF];
        bytes[length++] = HEX[special & 0xF];
      }
    }
  }

  /** One character that needs no escape. */
  void codePoint(int character) {
    if (character < 0x80) {
      raw((char) character);
    } else {
      byte[] utf8 = Character.toString(character).getBytes(StandardCharsets.UTF_8);
      raw(utf8, 0, utf8.length);
    }
  }

  JsonText number(long number) {
    if (number >= 0 && number < 10) {
      return raw((char) ('0' + number));
    }
    return raw(Long.toString(number));
  }

  /** NaN and the infinities are strings. */
  JsonText number(double number) {
    String text = Double.toString(number);
    return Double.isFinite(number) ? raw(text) : string(text);
  }

  private void ensure(int more) {
    if (bytes.length - length < more) {
      int needed = Math.addExact(length, more);
      bytes = Arrays.copyOf(bytes, Math.max(needed, (int) Math.min(2L * length, 1 << 30)));
    }
  }
}
