package dev.parley.server.dialect;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Attributes as emitters really send them: numbers may be strings, a list may be one value, and
 * words like {@code none} stand for absence. Of a repeated key the first value counts.
 */
final class Attributes {
  /** A larger count is noise, and the sums that it would enter must stay within 64 bits. */
  private static final BigDecimal MOST = BigDecimal.valueOf(1_000_000_000_000L);

  private static final Set<String> ABSENT =
      Set.of("", "none", "null", "unknown", "undefined", "nan", "n/a");

  private final Map<String, AnyValue> values;

  Attributes(List<KeyValue> attributes) {
    Map<String, AnyValue> map = new LinkedHashMap<>(attributes.size() * 2);
    for (KeyValue attribute : attributes) {
      map.putIfAbsent(attribute.getKey(), attribute.getValue());
    }
    values = map;
  }

  Map<String, AnyValue> all() {
    return values;
  }

  boolean has(String key) {
    return values.containsKey(key);
  }

  boolean hasPrefix(String prefix) {
    for (String key : values.keySet()) {
      if (key.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }

  /** Adds what another value holds; what was sent under the key itself stays. */
  void add(String key, AnyValue value) {
    values.putIfAbsent(key, value);
  }

  @Nullable AnyValue get(String key) {
    return values.get(key);
  }

  /** The first of these keys with a value that means something, as text. */
  @Nullable String text(List<String> keys) {
    for (String key : keys) {
      String text = text(key);
      if (text != null) {
        return text;
      }
    }
    return null;
  }

  /** The value as text; null when absent or one of the words for absence. */
  @Nullable String text(String key) {
    return text(values.get(key));
  }

  static @Nullable String text(@Nullable AnyValue value) {
    String text = content(value);
    return text == null || ABSENT.contains(text.strip().toLowerCase(Locale.ROOT))
        ? null
        : text.strip();
  }

  /** The value as text just as sent, structures as JSON; null only when the key is absent. */
  @Nullable String content(String key) {
    return content(values.get(key));
  }

  static @Nullable String content(@Nullable AnyValue value) {
    if (value == null) {
      return null;
    }
    return switch (value.getValueCase()) {
      case STRING_VALUE -> value.getStringValue();
      case VALUE_NOT_SET -> null;
      default -> RawJson.value(value);
    };
  }

  static @Nullable BigDecimal number(@Nullable AnyValue value) {
    if (value == null) {
      return null;
    }
    try {
      return switch (value.getValueCase()) {
        case INT_VALUE -> BigDecimal.valueOf(value.getIntValue());
        case DOUBLE_VALUE -> BigDecimal.valueOf(value.getDoubleValue());
        case STRING_VALUE ->
            value.getStringValue().length() > 64
                ? null
                : new BigDecimal(value.getStringValue().strip());
        default -> null;
      };
    } catch (NumberFormatException notANumber) {
      return null;
    }
  }

  /** A whole number from 0 to 10¹²; {@code "57.0"} is one. */
  static @Nullable Long count(@Nullable AnyValue value) {
    BigDecimal number = number(value);
    // Compared before conversion: 1e999999999 must not be written out digit by digit.
    if (number == null
        || number.signum() < 0
        || number.compareTo(MOST) > 0
        || number.scale() > 20) {
      return null;
    }
    try {
      return number.longValueExact();
    } catch (ArithmeticException fraction) {
      return null;
    }
  }

  boolean isTrue(String key) {
    return isTrue(values.get(key));
  }

  static boolean isTrue(@Nullable AnyValue value) {
    String text = content(value);
    return "true".equalsIgnoreCase(text) || "1".equals(text);
  }

  /**
   * A list however it was sent: as an array, as JSON or Python text, comma-separated, or as one
   * value.
   */
  static List<String> list(@Nullable AnyValue value) {
    if (value == null) {
      return List.of();
    }
    List<String> list = new ArrayList<>();
    if (value.getValueCase() == AnyValue.ValueCase.ARRAY_VALUE) {
      for (AnyValue element : value.getArrayValue().getValuesList()) {
        list.add(element.hasStringValue() ? element.getStringValue() : RawJson.value(element));
      }
    } else {
      String text = content(value);
      if (text != null) {
        String inner = text.strip();
        if (inner.startsWith("[") && inner.endsWith("]")) {
          inner = inner.substring(1, inner.length() - 1);
        }
        for (String part : inner.split(",", -1)) {
          list.add(unquoted(part.strip()));
        }
      }
    }
    list.removeIf(element -> ABSENT.contains(element.strip().toLowerCase(Locale.ROOT)));
    return list;
  }

  private static String unquoted(String text) {
    boolean quoted =
        text.length() >= 2
            && (text.charAt(0) == '"' || text.charAt(0) == '\'')
            && text.charAt(text.length() - 1) == text.charAt(0);
    return quoted ? text.substring(1, text.length() - 1) : text;
  }
}
