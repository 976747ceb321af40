package dev.parley.sdk;

import dev.parley.sdk.instrumentation.Json;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Custom attributes as they are collected: strings, in order; a null or nameless one is none. */
final class CustomValues {
  private CustomValues() {}

  static Map<String, String> with(Map<String, String> values, String key, @Nullable Object value) {
    if (value == null || key == null || key.isEmpty()) {
      return values;
    }
    Map<String, String> more = new LinkedHashMap<>(values);
    more.put(key, Json.text(value));
    return Collections.unmodifiableMap(more);
  }
}
