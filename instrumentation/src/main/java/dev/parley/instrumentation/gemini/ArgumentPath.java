package dev.parley.instrumentation.gemini;

import dev.parley.instrumentation.internal.TextRoom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where in the arguments of a function a value belongs: {@code $.location}, {@code
 * $.stops[0].city}, {@code $['a name']}.
 */
final class ArgumentPath {

  private static final Pattern STEP =
      Pattern.compile("\\.([^.\\[]+)|\\[(\\d+)]|\\['([^']*)']|\\[\"([^\"]*)\"]");

  /** Longer lists than any model writes; a greater index is none. */
  private static final int LONGEST_LIST = 10_000;

  /** Names as texts, indexes as numbers. */
  private final List<Object> steps = new ArrayList<>();

  ArgumentPath(String jsonPath) {
    Matcher step = STEP.matcher(jsonPath);
    while (step.find()) {
      if (step.group(2) != null) {
        steps.add(index(step.group(2)));
      } else {
        String name = step.group(1) != null ? step.group(1) : step.group(3);
        steps.add(name != null ? name : step.group(4));
      }
    }
  }

  private static Integer index(String digits) {
    return digits.length() > 5 ? LONGEST_LIST : Integer.valueOf(digits);
  }

  /** Puts a value there; a text goes on from the text that is there. */
  void put(Map<String, @Nullable Object> arguments, @Nullable Object value, TextRoom room) {
    Object place = arguments;
    for (int i = 0; i < steps.size(); i++) {
      boolean last = i == steps.size() - 1;
      Object before = get(place, steps.get(i));
      Object next = last ? grown(before, value, room) : inside(before, steps.get(i + 1));
      set(place, steps.get(i), next);
      if (next == null) {
        return;
      }
      place = next;
    }
  }

  private static @Nullable Object grown(
      @Nullable Object before, @Nullable Object value, TextRoom room) {
    if (!(value instanceof String more)) {
      return value;
    }
    StringBuilder text = new StringBuilder(before instanceof String said ? said : "");
    room.append(text, more);
    return text.toString();
  }

  private static Object inside(@Nullable Object before, Object step) {
    if (step instanceof Integer) {
      return before instanceof List<?> ? before : new ArrayList<@Nullable Object>();
    }
    return before instanceof Map<?, ?> ? before : new LinkedHashMap<String, @Nullable Object>();
  }

  private static @Nullable Object get(Object place, Object step) {
    if (place instanceof List<?> list && step instanceof Integer index) {
      return index < list.size() ? list.get(index) : null;
    }
    return place instanceof Map<?, ?> map ? map.get(step) : null;
  }

  @SuppressWarnings("unchecked") // Made in here, or read from JSON.
  private static void set(Object place, Object step, @Nullable Object value) {
    if (place instanceof List<?> && step instanceof Integer index && index < LONGEST_LIST) {
      List<@Nullable Object> list = (List<@Nullable Object>) place;
      while (list.size() <= index) {
        list.add(null);
      }
      list.set(index, value);
    } else if (place instanceof Map<?, ?> && step instanceof String name) {
      ((Map<String, @Nullable Object>) place).put(name, value);
    }
  }
}
