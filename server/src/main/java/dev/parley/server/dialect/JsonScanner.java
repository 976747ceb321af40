package dev.parley.server.dialect;

import dev.parley.server.wire.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * A place in JSON's UTF-8, and what can be passed over there without making anything of it. Every
 * method tells by -1 or false that the text is not what it looks for, or not JSON.
 */
final class JsonScanner {
  /** Less than {@link Json#MAX_DEPTH}, so that what is passed over here is read there too. */
  private static final int MAX_DEPTH = Json.MAX_DEPTH - 8;

  private static final byte[] TEXT_TYPE = "\"text\"".getBytes(StandardCharsets.US_ASCII);

  private final byte[] bytes;
  private final int end;
  private int at;
  private boolean rewritten;

  JsonScanner(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    this.at = from;
    this.end = to;
  }

  int at() {
    return at;
  }

  int end() {
    return end;
  }

  void back(int place) {
    at = place;
  }

  /** Passes over white space and then this character, if it comes next. */
  boolean next(char structure) {
    skipSpace();
    if (at < end && bytes[at] == structure) {
      at++;
      return true;
    }
    return false;
  }

  /** Where the next thing after white space begins. */
  int start() {
    skipSpace();
    return at;
  }

  boolean atEnd() {
    skipSpace();
    return at == end;
  }

  private void skipSpace() {
    while (at < end) {
      byte b = bytes[at];
      if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
        return;
      }
      at++;
    }
  }

  /** Passes over a string; where it begins, at its quotation mark. */
  int string() {
    skipSpace();
    int start = at;
    rewritten = false;
    if (at >= end || bytes[at] != '"') {
      return -1;
    }
    at++;
    while (true) {
      at = Utf8.endOfPlain(bytes, at, end);
      if (at >= end) {
        return -1;
      }
      byte b = bytes[at];
      if (b == '"') {
        at++;
        return start;
      }
      if (b != '\\' || !escape()) {
        return -1;
      }
    }
  }

  /** Passes over what stands after a backslash. */
  private boolean escape() {
    if (at + 1 >= end) {
      return false;
    }
    byte kind = bytes[at + 1];
    at += 2;
    rewritten |= kind == '/' || kind == 'u';
    switch (kind) {
      case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> {
        return true;
      }
      case 'u' -> {
        int unit = hex(bytes, at, end);
        at += 4;
        if (unit < 0 || Character.isLowSurrogate((char) unit)) {
          return false;
        }
        if (!Character.isHighSurrogate((char) unit)) {
          return true;
        }
        boolean pair =
            at + 6 <= end
                && bytes[at] == '\\'
                && bytes[at + 1] == 'u'
                && Character.isLowSurrogate((char) hex(bytes, at + 2, end));
        at += 6;
        return pair;
      }
      default -> {
        return false;
      }
    }
  }

  /** The number of four hexadecimal digits; -1 where there are none. */
  private static int hex(byte[] bytes, int from, int end) {
    int value = 0;
    for (int i = from; i < from + 4; i++) {
      int digit = i < end ? Character.digit(bytes[i], 16) : -1;
      if (digit < 0) {
        return -1;
      }
      value = value << 4 | digit;
    }
    return value;
  }

  /** Whether the string just passed over has escapes that we would write otherwise. */
  boolean isRewritten() {
    return rewritten;
  }

  /** Whether the string just passed over, which began there, is this word. */
  boolean was(int start, byte[] word) {
    return Arrays.equals(bytes, start, at, word, 0, word.length);
  }

  boolean wasText(int start) {
    return was(start, TEXT_TYPE);
  }

  /** Passes over an object or array by its brackets; false where they do not match. */
  boolean structure() {
    int depth = 0;
    do {
      skipSpace();
      if (at >= end) {
        return false;
      }
      switch (bytes[at]) {
        case '"' -> {
          if (string() < 0) {
            return false;
          }
        }
        case '{', '[' -> {
          at++;
          if (++depth > MAX_DEPTH) {
            return false;
          }
        }
        case '}', ']' -> {
          at++;
          depth--;
        }
        default -> at++;
      }
    } while (depth > 0);
    return true;
  }

  /**
   * Writes a string that {@link #string} passed over just as it would be written by us: of the
   * escapes that senders like only those stay that must.
   *
   * @param start its quotation mark
   * @param stop after its last one
   */
  static void copy(byte[] bytes, int start, int stop, JsonText out) {
    int from = start;
    int at = start + 1;
    while (true) {
      at = Utf8.endOfPlain(bytes, at, stop);
      if (bytes[at] != '\\') {
        out.raw(bytes, from, stop);
        return;
      }
      byte kind = bytes[at + 1];
      if (kind == 'u' || kind == '/') {
        out.raw(bytes, from, at);
        at = kind == '/' ? slash(at, out) : unit(bytes, at, stop, out);
        from = at;
      } else {
        at += 2;
      }
    }
  }

  private static int slash(int at, JsonText out) {
    out.raw('/');
    return at + 2;
  }

  private static int unit(byte[] bytes, int at, int stop, JsonText out) {
    char unit = (char) hex(bytes, at + 2, stop);
    if (unit < ' ' || unit == '"' || unit == '\\') {
      out.character(unit);
      return at + 6;
    }
    if (Character.isHighSurrogate(unit)) {
      out.codePoint(Character.toCodePoint(unit, (char) hex(bytes, at + 8, stop)));
      return at + 12;
    }
    out.codePoint(unit);
    return at + 6;
  }

  /** The text of a string that {@link #string} passed over. */
  static String text(byte[] bytes, int start, int stop) {
    if (Utf8.endOfPlain(bytes, start + 1, stop) == stop - 1) {
      return new String(bytes, start + 1, stop - start - 2, StandardCharsets.UTF_8);
    }
    String json = new String(bytes, start, stop - start, StandardCharsets.UTF_8);
    return String.valueOf(Objects.requireNonNull(Json.parse(json), json).textValue());
  }
}
