package dev.parley.instrumentation.gemini;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A place in JSON that was read as maps, lists, texts, numbers and booleans; one where nothing is,
 * or something else than is asked for, is asked without harm.
 */
record Tree(@Nullable Object value) {

  static final Tree NOTHING = new Tree(null);

  Tree get(String field) {
    return value instanceof Map<?, ?> map ? of(map.get(field)) : NOTHING;
  }

  /** The elements of a list; none of anything else. */
  List<Tree> items() {
    return value instanceof List<?> list ? list.stream().map(Tree::of).toList() : List.of();
  }

  /** The fields of an object; none of anything else. */
  Map<?, ?> fields() {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }

  @Nullable String text() {
    return value instanceof String text ? text : null;
  }

  String text(String otherwise) {
    return value instanceof String text ? text : otherwise;
  }

  @Nullable Double number() {
    return value instanceof Number number ? number.doubleValue() : null;
  }

  /** A number that has no fraction; 40.0 has none. */
  @Nullable Long integer() {
    if (!(value instanceof Number number)) {
      return null;
    }
    return number.doubleValue() == Math.rint(number.doubleValue()) ? number.longValue() : null;
  }

  boolean isTrue() {
    return Boolean.TRUE.equals(value);
  }

  /** Whether there is anything, null apart. */
  boolean isPresent() {
    return value != null;
  }

  static Tree of(@Nullable Object value) {
    return value == null ? NOTHING : new Tree(value);
  }
}
