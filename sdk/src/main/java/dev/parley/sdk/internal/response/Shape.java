package dev.parley.sdk.internal.response;

import dev.parley.sdk.instrumentation.Json;
import dev.parley.sdk.internal.Guard;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Reads maps, JSON trees and objects with accessors alike: {@code get(answer, "stop_reason")}. What
 * is not there, and what an accessor fails to give, is null.
 */
final class Shape {
  private static final Guard GUARD = new Guard("Reading a value that a step was given or returned");
  private static final int MAX_ITEMS = 1024;
  private static final int MAX_DEPTH = 32;

  private Shape() {}

  /** Whether the value may have parts that can be read by name. */
  static boolean isStructure(@Nullable Object value) {
    return value instanceof Map<?, ?>
        || (value != null
            && !(value instanceof CharSequence)
            && !value.getClass().getName().startsWith("java.")
            && !value.getClass().isArray()
            && !value.getClass().isEnum());
  }

  /** What is under a name, written {@code like_this}; optionals are unwrapped. */
  static @Nullable Object get(@Nullable Object node, String name) {
    if (node == null || !isStructure(node)) {
      return null;
    }
    try {
      if (node instanceof Map<?, ?> map) {
        Object value = map.get(name);
        return unwrap(value != null ? value : map.get(Accessors.camel(name)));
      }
      MethodHandle byName = Accessors.byName(node.getClass());
      if (byName != null) {
        return unwrap((Object) byName.invokeExact(node, (Object) name));
      }
      MethodHandle accessor = Accessors.find(node.getClass(), name);
      return accessor == null ? null : unwrap((Object) accessor.invokeExact(node));
    } catch (Throwable fault) {
      return unread(fault);
    }
  }

  /** The first of these names that holds something. */
  static @Nullable Object first(@Nullable Object node, String... names) {
    for (String name : names) {
      Object value = get(node, name);
      if (value != null) {
        return value;
      }
    }
    return null;
  }

  /** The items of a collection, an array or a JSON array; empty for anything else. */
  static List<@Nullable Object> list(@Nullable Object value) {
    List<@Nullable Object> items = new ArrayList<>();
    try {
      Iterable<?> source = List.of();
      if (value instanceof Collection<?> collection) {
        source = collection;
      } else if (value instanceof Object[] array) {
        source = Arrays.asList(array);
      } else if (value instanceof Iterable<?> iterable && isJsonArray(value)) {
        source = iterable;
      }
      for (Object item : source) {
        if (items.size() == MAX_ITEMS) {
          break;
        }
        items.add(unwrap(item));
      }
    } catch (Throwable fault) {
      unread(fault);
    }
    return items;
  }

  private static boolean isJsonArray(Object value) {
    return Boolean.TRUE.equals(own(value, "is_array"))
        || Boolean.TRUE.equals(own(value, "is_json_array"))
        || value.getClass().getSimpleName().equals("JSONArray");
  }

  /** Text, a number or a truth as text, and what a JSON tree or an enumeration holds as text. */
  static @Nullable String text(@Nullable Object value) {
    if (value == null || value instanceof CharSequence || value instanceof Number) {
      return value == null ? null : Json.text(value);
    }
    if (value instanceof Boolean || value instanceof Enum<?>) {
      return Json.text(value);
    }
    if (value instanceof Map<?, ?> || (value instanceof Iterable<?> && isJsonArray(value))) {
      return null;
    }
    for (String name : new String[] {"as_text", "as_string"}) {
      if (unwrap(own(value, name)) instanceof CharSequence text) {
        return Json.text(text);
      }
    }
    return value instanceof Collection<?> ? null : Json.text(value);
  }

  /** JSON: of text that is JSON already, also where a JSON tree holds it, as it stands. */
  static String json(@Nullable Object value) {
    String held = value != null && isJsonText(value) ? text(value) : null;
    if (held != null) {
      return held;
    }
    return value instanceof CharSequence ? Json.text(value) : Json.write(plain(value, 0));
  }

  /** As maps, lists and values, whatever library's JSON it is. */
  private static @Nullable Object plain(@Nullable Object value, int depth) {
    Object bare = unwrap(value);
    if (bare == null || depth > MAX_DEPTH) {
      return null;
    }
    if (bare instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> plain = new LinkedHashMap<>();
      map.forEach((key, item) -> plain.put(Json.text(key), plain(item, depth + 1)));
      return plain;
    }
    if (bare instanceof Collection<?> items) {
      List<@Nullable Object> plain = new ArrayList<>();
      items.forEach(item -> plain.add(plain(item, depth + 1)));
      return plain;
    }
    if (!isStructure(bare)) {
      return bare;
    }
    if (Accessors.byName(bare.getClass()) != null || isJsonArray(bare)) {
      return new Json.Raw(Json.text(bare));
    }
    for (String form :
        new String[] {"as_object", "as_array", "as_string", "as_number", "as_boolean"}) {
      Object formed = unwrap(own(bare, form));
      if (formed != null && formed != bare) {
        return plain(formed, depth + 1);
      }
    }
    return Json.text(bare);
  }

  /** What the object's own accessor gives, also where it is a JSON tree. */
  private static @Nullable Object own(Object value, String name) {
    try {
      MethodHandle accessor = Accessors.find(value.getClass(), name);
      return accessor == null ? null : (Object) accessor.invokeExact(value);
    } catch (Throwable fault) {
      return unread(fault);
    }
  }

  private static @Nullable Object unwrap(@Nullable Object value) {
    if (value instanceof Optional<?> optional) {
      return optional.orElse(null);
    }
    if (value instanceof OptionalLong number) {
      return number.isPresent() ? number.getAsLong() : null;
    }
    if (value instanceof OptionalInt number) {
      return number.isPresent() ? number.getAsInt() : null;
    }
    if (value instanceof OptionalDouble number) {
      return number.isPresent() ? number.getAsDouble() : null;
    }
    return value == null || isJsonNull(value) ? null : value;
  }

  private static boolean isJsonText(Object value) {
    return isStructure(value)
        && !(value instanceof Map<?, ?>)
        && (Boolean.TRUE.equals(own(value, "is_textual"))
            || Boolean.TRUE.equals(own(value, "is_string")));
  }

  /** Of a JSON tree; anything else that says it is null means something of its own. */
  private static boolean isJsonNull(Object value) {
    return isStructure(value)
        && !(value instanceof Map<?, ?>)
        && (Boolean.TRUE.equals(own(value, "is_null"))
            || Boolean.TRUE.equals(own(value, "is_json_null")));
  }

  private static @Nullable Object unread(Throwable fault) {
    if (fault instanceof VirtualMachineError fatal && !(fault instanceof StackOverflowError)) {
      throw fatal;
    }
    GUARD.report(fault);
    return null;
  }
}
