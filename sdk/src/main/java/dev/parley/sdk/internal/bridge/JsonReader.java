package dev.parley.sdk.internal.bridge;

import dev.parley.sdk.instrumentation.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON text into maps, lists, texts, booleans, nulls and numbers as they stand ({@link
 * Json.Raw}): events carry messages either structured or as such text. Strict, but for duplicate
 * names, of which the last one counts.
 */
final class JsonReader {
  private static final int MAX_DEPTH = 64;
  private static final String NUMBER = "-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?";

  /** The text is no JSON; costs no stack trace. */
  private static final class NotJson extends RuntimeException {
    NotJson() {
      super("not JSON", null, false, false);
    }
  }

  private final String text;
  private int at;

  private JsonReader(String text) {
    this.text = text;
  }

  /** The array that the text is; null when it is anything else. */
  static @Nullable List<@Nullable Object> array(String text) {
    if (!text.stripLeading().startsWith("[")) {
      return null;
    }
    try {
      JsonReader reader = new JsonReader(text);
      reader.blank();
      List<@Nullable Object> array = reader.list(0);
      reader.blank();
      return reader.at == text.length() ? array : null;
    } catch (NotJson e) {
      return null;
    }
  }

  private @Nullable Object value(int depth) {
    if (depth > MAX_DEPTH) {
      throw new NotJson();
    }
    blank();
    return switch (peek()) {
      case '[' -> list(depth);
      case '{' -> map(depth);
      case '"' -> string();
      case 't' -> word("true", true);
      case 'f' -> word("false", false);
      case 'n' -> word("null", null);
      default -> number();
    };
  }

  private List<@Nullable Object> list(int depth) {
    List<@Nullable Object> list = new ArrayList<>();
    expect('[');
    if (skip(']')) {
      return list;
    }
    do {
      list.add(value(depth + 1));
    } while (skip(','));
    expect(']');
    return list;
  }

  private Map<String, @Nullable Object> map(int depth) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    expect('{');
    if (skip('}')) {
      return map;
    }
    do {
      blank();
      String name = string();
      blank();
      expect(':');
      map.put(name, value(depth + 1));
    } while (skip(','));
    expect('}');
    return map;
  }

  private String string() {
    expect('"');
    StringBuilder out = new StringBuilder();
    for (char c = next(); c != '"'; c = next()) {
      if (c < ' ') {
        throw new NotJson();
      }
      out.append(c == '\\' ? escaped() : c);
    }
    return out.toString();
  }

  private char escaped() {
    char c = next();
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unicode();
      default -> throw new NotJson();
    };
  }

  private char unicode() {
    int code = 0;
    for (int i = 0; i < 4; i++) {
      int digit = Character.digit(next(), 16);
      if (digit < 0) {
        throw new NotJson();
      }
      code = code * 16 + digit;
    }
    return (char) code;
  }

  private Json.Raw number() {
    int start = at;
    while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    String digits = text.substring(start, at);
    if (!digits.matches(NUMBER)) {
      throw new NotJson();
    }
    return new Json.Raw(digits);
  }

  private @Nullable Object word(String word, @Nullable Object value) {
    if (!text.startsWith(word, at)) {
      throw new NotJson();
    }
    at += word.length();
    return value;
  }

  private void blank() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private boolean skip(char c) {
    blank();
    boolean found = at < text.length() && text.charAt(at) == c;
    at += found ? 1 : 0;
    return found;
  }

  private void expect(char c) {
    if (next() != c) {
      throw new NotJson();
    }
  }

  private char peek() {
    if (at == text.length()) {
      throw new NotJson();
    }
    return text.charAt(at);
  }

  private char next() {
    char c = peek();
    at++;
    return c;
  }
}
