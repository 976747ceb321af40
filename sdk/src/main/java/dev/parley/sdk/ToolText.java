package dev.parley.sdk;

import dev.parley.sdk.instrumentation.Json;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a tool was called with and what it gave, as text. A value's own faults are noted in it. */
final class ToolText {
  private ToolText() {}

  /** JSON; text is taken as the JSON that models write arguments in. */
  static String arguments(Object value) {
    return value instanceof CharSequence ? Json.text(value) : json(value);
  }

  /** Text as it stands, values that JSON knows as JSON, anything else as its own text. */
  static String result(Object value) {
    boolean known =
        value instanceof Map<?, ?>
            || value instanceof Collection<?>
            || value instanceof Number
            || value instanceof Boolean
            || value.getClass().isArray();
    return known ? json(value) : Json.text(value);
  }

  /** A map that the application changes meanwhile, say, fails while it is walked. */
  private static String json(@Nullable Object value) {
    try {
      return Json.write(value);
    } catch (Throwable e) {
      return Json.write(Json.text(value));
    }
  }
}
