package dev.parley.sdk;

import dev.parley.sdk.instrumentation.Json;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a step's input and output look like as text. */
final class ContentText {
  private ContentText() {}

  /**
   * Collections are walked, other iterables are not: they may be there to be read once, by the
   * application. Text as it stands, messages of role and content as lines {@code role: content}, a
   * model's request as its messages, maps, lists and arrays as JSON, anything else as its own text.
   */
  static String of(@Nullable Object value) {
    if (value instanceof ArgumentInput arguments) {
      return arguments.text();
    }
    if (value instanceof CharSequence) {
      return Json.text(value);
    }
    if (value instanceof Collection<?> messages) {
      String lines = messageLines(messages);
      return lines == null ? Json.write(value) : lines;
    }
    if (value instanceof Map<?, ?> request
        && get(request, "messages") instanceof Collection<?> said) {
      String lines = messageLines(said);
      return lines == null ? Json.write(value) : lines;
    }
    if (value instanceof Map<?, ?> || (value != null && value.getClass().isArray())) {
      return Json.write(value);
    }
    return Json.text(value);
  }

  private static @Nullable String messageLines(Collection<?> messages) {
    StringBuilder lines = new StringBuilder();
    for (Object message : messages) {
      if (!(message instanceof Map<?, ?> map)
          || get(map, "role") == null
          || get(map, "content") == null) {
        return null;
      }
      if (!lines.isEmpty()) {
        lines.append('\n');
      }
      lines.append(Json.text(map.get("role"))).append(": ").append(of(map.get("content")));
    }
    return lines.isEmpty() ? null : lines.toString();
  }

  /** Maps with keys that are no text may refuse to look for one. */
  private static @Nullable Object get(Map<?, ?> map, String key) {
    try {
      return map.get(key);
    } catch (ClassCastException | NullPointerException none) {
      return null;
    }
  }
}
