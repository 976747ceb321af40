package dev.parley.instrumentation.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A value of a request or an answer: a map, a list, a text, a number, a boolean, bytes, or nothing.
 * What is not there, or is of another type than it is asked for as, reads as nothing.
 */
public record Tree(@Nullable Object value) {

  public static final Tree NONE = new Tree(null);

  public static Tree of(@Nullable Object value) {
    return value == null ? NONE : new Tree(value);
  }

  public boolean exists() {
    return value != null;
  }

  public Tree get(String name) {
    return value instanceof Map<?, ?> fields ? of(fields.get(name)) : NONE;
  }

  /** The first of these names that there is. */
  public Tree any(String... names) {
    for (String name : names) {
      Tree found = get(name);
      if (found.exists()) {
        return found;
      }
    }
    return NONE;
  }

  public boolean has(String name) {
    return get(name).exists();
  }

  /** Those of a list; of anything else none. */
  public List<Tree> items() {
    if (!(value instanceof List<?> list)) {
      return List.of();
    }
    List<Tree> items = new ArrayList<>(list.size());
    list.forEach(item -> items.add(of(item)));
    return items;
  }

  public Tree first() {
    return value instanceof List<?> list && !list.isEmpty() ? of(list.get(0)) : NONE;
  }

  public boolean isList() {
    return value instanceof List<?>;
  }

  public boolean isMap() {
    return value instanceof Map<?, ?>;
  }

  public Map<?, ?> fields() {
    return value instanceof Map<?, ?> fields ? fields : Map.of();
  }

  public @Nullable String text() {
    return value instanceof String text ? text : null;
  }

  public String text(String otherwise) {
    return value instanceof String text ? text : otherwise;
  }

  /** The texts of a list, or the one text that stands in its place. */
  public List<String> texts() {
    if (value instanceof String text) {
      return List.of(text);
    }
    List<String> texts = new ArrayList<>();
    for (Tree item : items()) {
      String text = item.text();
      if (text != null) {
        texts.add(text);
      }
    }
    return texts;
  }

  /** A number that has no fraction; 40.0 has none. */
  public @Nullable Long integer() {
    if (!(value instanceof Number number)) {
      return null;
    }
    return number.doubleValue() == Math.rint(number.doubleValue()) ? number.longValue() : null;
  }

  /** A number without its fraction. */
  public @Nullable Long truncated() {
    return value instanceof Number number ? (Long) number.longValue() : null;
  }

  public @Nullable Double decimal() {
    return value instanceof Number number ? (Double) number.doubleValue() : null;
  }

  public boolean isTrue() {
    return Boolean.TRUE.equals(value);
  }
}
