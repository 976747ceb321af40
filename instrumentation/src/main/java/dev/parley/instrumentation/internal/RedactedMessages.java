package dev.parley.instrumentation.internal;

import dev.parley.sdk.Redactor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Shows the application's redactor every text that was said or passed, one at a time. */
final class RedactedMessages {

  /** They say what a part is; inside of arguments the same names are the application's. */
  private static final Set<String> STRUCTURE =
      Set.of("type", "role", "id", "name", "finish_reason", "mime_type", "modality", "file_id");

  private static final Set<String> CONTENT = Set.of("arguments", "response");

  private RedactedMessages() {}

  /** A copy of messages in the conventions' form, without what the redactor removes. */
  static List<@Nullable Object> of(List<?> messages, String key, Redactor redactor) {
    return list(messages, key, redactor, false);
  }

  private static List<@Nullable Object> list(
      List<?> items, String key, Redactor redactor, boolean content) {
    List<@Nullable Object> copy = new ArrayList<>(items.size());
    for (Object item : items) {
      if (item instanceof String text) {
        String allowed = redactor.redact(key, text);
        copy.add(allowed == null ? "" : allowed);
      } else {
        copy.add(tree(item, key, redactor, content));
      }
    }
    return copy;
  }

  private static Map<String, @Nullable Object> map(
      Map<?, ?> fields, String key, Redactor redactor, boolean content) {
    Map<String, @Nullable Object> copy = new LinkedHashMap<>();
    fields.forEach(
        (field, value) -> {
          String name = String.valueOf(field);
          if (value instanceof String text && (content || !STRUCTURE.contains(name))) {
            String allowed = redactor.redact(key, text);
            if (allowed != null) {
              copy.put(name, allowed);
            }
          } else {
            copy.put(name, tree(value, key, redactor, content || CONTENT.contains(name)));
          }
        });
    return copy;
  }

  private static @Nullable Object tree(
      @Nullable Object value, String key, Redactor redactor, boolean content) {
    if (value instanceof Map<?, ?> fields) {
      return map(fields, key, redactor, content);
    }
    return value instanceof List<?> items ? list(items, key, redactor, content) : value;
  }
}
