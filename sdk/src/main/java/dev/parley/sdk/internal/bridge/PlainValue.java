package dev.parley.sdk.internal.bridge;

import io.opentelemetry.api.common.KeyValue;
import io.opentelemetry.api.common.Value;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A log record's value as maps, lists, texts, numbers and booleans; bytes as base64. */
final class PlainValue {
  /** Deeper than any message. */
  private static final int MAX_DEPTH = 64;

  private PlainValue() {}

  static @Nullable Object of(@Nullable Value<?> value) {
    return of(value, 0);
  }

  private static @Nullable Object of(@Nullable Value<?> value, int depth) {
    if (value == null || depth > MAX_DEPTH) {
      return null;
    }
    return switch (value.getType()) {
      case STRING, BOOLEAN, LONG, DOUBLE -> value.getValue();
      case ARRAY -> list((List<?>) value.getValue(), depth + 1);
      case KEY_VALUE_LIST -> map((List<?>) value.getValue(), depth + 1);
      case BYTES -> base64((ByteBuffer) value.getValue());
      case EMPTY -> null;
    };
  }

  private static List<@Nullable Object> list(List<?> values, int depth) {
    List<@Nullable Object> plain = new ArrayList<>(values.size());
    for (Object value : values) {
      plain.add(of((Value<?>) value, depth));
    }
    return plain;
  }

  private static Map<String, @Nullable Object> map(List<?> pairs, int depth) {
    Map<String, @Nullable Object> plain = new LinkedHashMap<>();
    for (Object pair : pairs) {
      KeyValue entry = (KeyValue) pair;
      plain.put(entry.getKey(), of(entry.getValue(), depth));
    }
    return plain;
  }

  private static String base64(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    return Base64.getEncoder().encodeToString(copy);
  }
}
