package dev.parley.sdk.instrumentation;

import java.lang.reflect.Array;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes message content as JSON: maps, collections, arrays, strings, numbers, booleans and null as
 * what they are, everything else as its text. Never throws on account of a value.
 */
public final class Json {
  /** Deeper than any message; what lies below, a cycle perhaps, is left out. */
  private static final int MAX_DEPTH = 64;

  /**
   * Longer than any content that is kept. It bounds the work as well: something that holds itself
   * twice would double with every level.
   */
  private static final int MAX_LENGTH = 1 << 20;

  /** Texts from this length on are worth a look at several characters at once. */
  private static final int LONG = 32;

  /** For the quotes around a text and what mostly follows it, so that it is not copied again. */
  private static final int ROOM = 64;

  /** Text that is JSON already and is written as it stands. */
  public record Raw(String json) {}

  private Json() {}

  /** The value as JSON; what has no form in JSON as its text. */
  public static String write(@Nullable Object value) {
    StringBuilder out = new StringBuilder();
    write(value, out, 0);
    return out.toString();
  }

  private static void write(@Nullable Object value, StringBuilder out, int depth) {
    if (value == null || depth > MAX_DEPTH) {
      out.append("null");
    } else if (value instanceof Raw raw) {
      out.append(raw.json());
    } else if (value instanceof Boolean) {
      out.append(value);
    } else if (value instanceof Number number) {
      number(number, out);
    } else if (value instanceof Map<?, ?> map) {
      object(map, out, depth);
    } else if (value instanceof Collection<?> items) {
      char separator = '[';
      for (Object item : items) {
        if (out.length() > MAX_LENGTH) {
          break;
        }
        write(item, out.append(separator), depth + 1);
        separator = ',';
      }
      out.append(separator == '[' ? "[]" : "]");
    } else if (value.getClass().isArray()) {
      array(value, out, depth);
    } else {
      string(text(value), out);
    }
  }

  private static void object(Map<?, ?> map, StringBuilder out, int depth) {
    char separator = '{';
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (out.length() > MAX_LENGTH) {
        break;
      }
      string(String.valueOf(entry.getKey()), out.append(separator));
      write(entry.getValue(), out.append(':'), depth + 1);
      separator = ',';
    }
    out.append(separator == '{' ? "{}" : "}");
  }

  private static void array(Object array, StringBuilder out, int depth) {
    out.append('[');
    for (int i = 0; i < Array.getLength(array) && out.length() <= MAX_LENGTH; i++) {
      if (i > 0) {
        out.append(',');
      }
      write(Array.get(array, i), out, depth + 1);
    }
    out.append(']');
  }

  /** JSON has no NaN and no infinities. */
  private static void number(Number number, StringBuilder out) {
    if (number instanceof Double || number instanceof Float) {
      out.append(Double.isFinite(number.doubleValue()) ? number.toString() : "null");
    } else if (number.getClass().getName().startsWith("java.")) {
      out.append(number);
    } else {
      string(text(number), out);
    }
  }

  /** The value's own text; a note in its place when it fails to give one. */
  public static String text(@Nullable Object value) {
    try {
      return String.valueOf(value);
    } catch (Throwable e) {
      return "(text of " + (value == null ? "null" : value.getClass().getName()) + " failed)";
    }
  }

  /** What needs no escape is copied in one piece: prompts are long, and mostly plain. */
  private static void string(String text, StringBuilder out) {
    out.ensureCapacity(out.length() + text.length() + ROOM);
    out.append('"');
    byte[] latin = text.length() < LONG ? null : PlainText.latin(text);
    int end = text.length();
    int plain = 0;
    for (int i = next(text, latin, 0); i < end; i = next(text, latin, i + 1)) {
      append(text, plain, i, out);
      plain = i + 1;
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> out.append(String.format("\\u%04x", (int) c));
      }
    }
    append(text, plain, end, out);
    out.append('"');
  }

  /** The next character that has to be escaped; the text's end if there is none. */
  private static int next(String text, byte @Nullable [] latin, int from) {
    int i = latin == null ? from : PlainText.skip(latin, from);
    while (i < text.length() && isPlain(text, i)) {
      i++;
    }
    return i;
  }

  private static boolean isPlain(String text, int i) {
    char c = text.charAt(i);
    return c >= ' ' && c != '"' && c != '\\' && (!Character.isSurrogate(c) || isPaired(text, i));
  }

  /** Part of a string is appended character by character before JDK 21, a whole one at once. */
  private static void append(String text, int from, int to, StringBuilder out) {
    if (to - from > LONG) {
      out.append(text.substring(from, to));
    } else {
      out.append(text, from, to);
    }
  }

  /** A lone surrogate has no UTF-8 form and would be replaced on its way. */
  private static boolean isPaired(String text, int i) {
    char c = text.charAt(i);
    return Character.isHighSurrogate(c)
        ? i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))
        : i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
  }
}
