package dev.parley.sdk;

import dev.parley.sdk.instrumentation.Json;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A method's arguments as its input: the only one as it stands; else the one called {@code prompt},
 * {@code message} or {@code messages}; else all that have a text, by name; else a note that there
 * are none.
 */
record ArgumentInput(Map<String, @Nullable Object> arguments) {
  private static final String NONE = "(no input)";

  String text() {
    if (arguments.size() == 1) {
      Object only = arguments.values().iterator().next();
      return only == null || !isPrintable(only) ? NONE : ContentText.of(only);
    }
    for (String name : new String[] {"prompt", "message", "messages"}) {
      Object said = arguments.get(name);
      if (said instanceof CharSequence || said instanceof Collection<?>) {
        return ContentText.of(said);
      }
    }
    Map<String, Object> printable = new LinkedHashMap<>();
    arguments.forEach(
        (name, value) -> {
          if (value != null && isPrintable(value)) {
            printable.put(name, value);
          }
        });
    StringBuilder text = new StringBuilder();
    printable.forEach(
        (name, value) ->
            text.append(text.isEmpty() ? "" : "\n")
                .append(name)
                .append(": ")
                .append(ContentText.of(value)));
    return text.isEmpty() ? NONE : text.toString();
  }

  /** The text that every object has by default says nothing. */
  private static boolean isPrintable(Object value) {
    String text =
        value instanceof CharSequence || value.getClass().isArray() ? "" : Json.text(value);
    return !text.equals(
        value.getClass().getName() + "@" + Integer.toHexString(System.identityHashCode(value)));
  }
}
