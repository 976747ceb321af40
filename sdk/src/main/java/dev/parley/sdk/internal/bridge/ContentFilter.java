package dev.parley.sdk.internal.bridge;

import dev.parley.sdk.Redactor;
import dev.parley.sdk.instrumentation.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What of a content may be recorded: nothing where capture is off, else each of its texts redacted
 * and then all of them cut at one length together. It cuts values, never JSON, so that what is
 * written from them stays valid.
 *
 * @param maxLength of the texts of one content, in characters
 */
record ContentFilter(boolean captures, int maxLength, Redactor redactor) {
  private static final int MAX_DEPTH = 64;

  /**
   * @param value null where nothing may be recorded, or nothing was left
   * @param length of the texts before they were cut
   * @param keptLength of what is left of them
   */
  record Kept(@Nullable Object value, long length, long keptLength, boolean cut) {}

  private static final Kept NOTHING = new Kept(null, 0, 0, false);

  /** The same with less room, where a span holds much already. */
  ContentFilter within(long room) {
    return room >= maxLength
        ? this
        : new ContentFilter(captures, (int) Math.max(room, 0), redactor);
  }

  /** The content of a message; {@code key} tells the redactor where it goes. */
  Kept content(String key, @Nullable Object content) {
    return captures && content != null ? new Pass(key).keep(content) : NOTHING;
  }

  /** What is no content, such as the definitions of tools: neither withheld nor redacted. */
  Kept structure(@Nullable Object value) {
    return new Pass(null).keep(value);
  }

  /** Walks one content, with what is left of its length. */
  private final class Pass {
    private final @Nullable String key;
    private int left = maxLength;
    private long length;
    private boolean cut;

    Pass(@Nullable String key) {
      this.key = key;
    }

    Kept keep(@Nullable Object content) {
      Object value = walk(content, 0);
      return new Kept(value, length, Math.min(length, maxLength), cut);
    }

    private @Nullable Object walk(@Nullable Object value, int depth) {
      if (value == null || depth > MAX_DEPTH) {
        return null;
      }
      if (value instanceof Map<?, ?> map) {
        return entries(map, depth + 1);
      }
      if (value instanceof List<?> list) {
        return items(list, depth + 1);
      }
      if (value instanceof CharSequence text) {
        String redacted = key == null ? text.toString() : redactor.redact(key, text.toString());
        return redacted == null ? null : shortened(redacted);
      }
      String scalar = value instanceof Json.Raw raw ? raw.json() : Json.text(value);
      // A number can be a secret too, such as that of an account.
      String allowed = key == null ? scalar : redactor.redact(key, scalar);
      if (!scalar.equals(allowed)) {
        return allowed == null ? null : shortened(allowed);
      }
      length += scalar.length();
      left -= scalar.length();
      return value;
    }

    private Map<String, @Nullable Object> entries(Map<?, ?> map, int depth) {
      Map<String, @Nullable Object> kept = new LinkedHashMap<>();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        String name = String.valueOf(entry.getKey());
        Object value = walk(entry.getValue(), depth);
        // The names are part of what is written; one that would not fit takes its value along.
        left -= name.length();
        if (left < 0 && cannotHold(value)) {
          cut = true;
        } else {
          kept.put(name, value);
        }
      }
      return kept;
    }

    private List<@Nullable Object> items(List<?> list, int depth) {
      List<@Nullable Object> kept = new ArrayList<>();
      for (Object item : list) {
        Object value = walk(item, depth);
        if (left <= 0 && cannotHold(value)) {
          cut = true;
        } else {
          kept.add(value);
        }
      }
      return kept;
    }

    /** With no room left, what is empty by now says nothing; what has something in it stays. */
    private static boolean cannotHold(@Nullable Object value) {
      return !(value instanceof String text && !text.isEmpty())
          && !(value instanceof Map<?, ?> map && !map.isEmpty())
          && !(value instanceof List<?> list && !list.isEmpty());
    }

    private String shortened(String text) {
      length += text.length();
      int room = Math.max(left, 0);
      left -= text.length();
      if (text.length() <= room) {
        return text;
      }
      cut = true;
      // Never between the two halves of a character.
      int end = room > 0 && Character.isHighSurrogate(text.charAt(room - 1)) ? room - 1 : room;
      return text.substring(0, end);
    }
  }
}
