package dev.parley.instrumentation.bedrock;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A value of a request or an answer: a map, a list, a text, a number, a boolean, bytes, or nothing.
 * What is not there, or is of another type than it is asked for as, reads as nothing.
 */
record Tree(@Nullable Object value) {

  static final Tree NONE = new Tree(null);

  static Tree of(@Nullable Object value) {
    return value == null ? NONE : new Tree(value);
  }

  boolean exists() {
    return value != null;
  }

  Tree get(String name) {
    return value instanceof Map<?, ?> fields ? of(fields.get(name)) : NONE;
  }

  /** The first of these names that there is. */
  Tree any(String... names) {
    for (String name : names) {
      Tree found = get(name);
      if (found.exists()) {
        return found;
      }
    }
    return NONE;
  }

  boolean has(String name) {
    return get(name).exists();
  }

  /** Those of a list; of anything else none. */
  List<Tree> items() {
    if (!(value instanceof List<?> list)) {
      return List.of();
    }
    List<Tree> items = new ArrayList<>(list.size());
    list.forEach(item -> items.add(of(item)));
    return items;
  }

  Tree first() {
    return value instanceof List<?> list && !list.isEmpty() ? of(list.get(0)) : NONE;
  }

  boolean isList() {
    return value instanceof List<?>;
  }

  boolean isMap() {
    return value instanceof Map<?, ?>;
  }

  Map<?, ?> fields() {
    return value instanceof Map<?, ?> fields ? fields : Map.of();
  }

  @Nullable String text() {
    return value instanceof String text ? text : null;
  }

  /** The text; empty where there is none. */
  String textOrEmpty() {
    return value instanceof String text ? text : "";
  }

  /** The texts of a list, or the one text that stands in its place. */
  List<String> texts() {
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

  @Nullable Long integer() {
    return value instanceof Number number ? (Long) number.longValue() : null;
  }

  @Nullable Double decimal() {
    return value instanceof Number number ? (Double) number.doubleValue() : null;
  }
}
