package dev.parley.server.dialect;

import dev.parley.server.model.Dialect;
import dev.parley.server.wire.Attribute;
import dev.parley.server.wire.Key;
import dev.parley.server.wire.Value;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Attributes as emitters really send them: numbers may be strings, a list may be one value, and
 * words like {@code none} stand for absence. Of a repeated key the first value counts.
 */
final class Attributes {
  /** A larger count is noise, and the sums that it would enter must stay within 64 bits. */
  private static final long MOST_LONG = 1_000_000_000_000L;

  private static final BigDecimal MOST = BigDecimal.valueOf(MOST_LONG);

  private static final Set<String> ABSENT =
      Set.of("none", "null", "unknown", "undefined", "nan", "n/a");

  private static final int LONGEST_ABSENT = "undefined".length();

  private KeyTable keys;
  private Value[] values;

  /** What is known of these very keys; null once others were added. */
  private @Nullable Shape shape;

  private boolean read;

  Attributes(List<Attribute> attributes) {
    this(Shape.of("", "", attributes, false), attributes);
  }

  /**
   * @param shape of these attributes
   */
  Attributes(Shape shape, List<Attribute> attributes) {
    this.shape = shape;
    keys = shape.keys();
    values = new Value[keys.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = attributes.get(shape.sentAt(i)).value();
    }
  }

  /** How many keys there are. */
  int size() {
    return keys.size();
  }

  /** The key at a place from 0 to {@link #size}, in the order of arrival. */
  String key(int place) {
    return keys.key(place).name();
  }

  /** The value at a place. */
  Value value(int place) {
    read = true;
    return values[place];
  }

  /** Whether any key has a number as a segment. */
  boolean hasIndexed() {
    return keys.hasIndexed();
  }

  boolean has(String key) {
    return keys.place(key) >= 0;
  }

  boolean hasPrefix(String prefix) {
    return keys.hasPrefix(prefix);
  }

  /** Adds what another value holds; what was sent under the key itself stays. */
  void add(String key, Value value) {
    if (has(key)) {
      return;
    }
    if (shape != null) {
      shape = null;
      keys = keys.copy();
    }
    keys.add(Key.of(key));
    if (keys.size() > values.length) {
      values = Arrays.copyOf(values, keys.size() * 2);
    }
    values[keys.size() - 1] = value;
  }

  /** Their shape, with what was added. */
  Shape shape(String scope, String name, boolean events) {
    Shape known = shape;
    if (known == null) {
      List<Attribute> all = new ArrayList<>(keys.size());
      for (int i = 0; i < keys.size(); i++) {
        all.add(new Attribute(keys.key(i), values[i]));
      }
      known = Shape.of(scope, name, all, events);
      keys = known.keys();
      shape = known;
    }
    return known;
  }

  /** Where the fields of a dialect are. */
  FieldPlan plan(Dialect dialect) {
    return shape == null ? new FieldPlan(keys, dialect) : shape.plan(dialect);
  }

  /** Whether any value was read since {@link #forgetReads}; of an absent key there is none. */
  boolean wereRead() {
    return read;
  }

  void forgetReads() {
    read = false;
  }

  /** Notes that something else of the span was read than its shape. */
  void noteRead() {
    read = true;
  }

  @Nullable Value get(String key) {
    int place = keys.place(key);
    return place < 0 ? null : value(place);
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
    return text(get(key));
  }

  static @Nullable String text(@Nullable Value value) {
    String text = content(value);
    String stripped = text == null ? "" : text.strip();
    return isAbsent(stripped) ? null : stripped;
  }

  private static boolean isAbsent(String text) {
    if (text.isEmpty()) {
      return true;
    }
    // Each of the words begins so, and few other values do.
    char first = text.charAt(0);
    return (first == 'n' || first == 'N' || first == 'u' || first == 'U')
        && text.length() <= LONGEST_ABSENT
        && ABSENT.contains(text.toLowerCase(Locale.ROOT));
  }

  /** The value as text just as sent, structures as JSON; null only when the key is absent. */
  @Nullable String content(String key) {
    return content(get(key));
  }

  static @Nullable String content(@Nullable Value value) {
    if (value == null) {
      return null;
    }
    return switch (value.type()) {
      case TEXT -> value.text();
      case NOTHING -> null;
      default -> RawJson.value(value);
    };
  }

  static @Nullable BigDecimal number(@Nullable Value value) {
    if (value == null) {
      return null;
    }
    try {
      return switch (value.type()) {
        case INTEGER -> BigDecimal.valueOf(value.integer());
        case REAL -> BigDecimal.valueOf(value.real());
        case TEXT -> value.text().length() > 64 ? null : new BigDecimal(value.text().strip());
        default -> null;
      };
    } catch (NumberFormatException notANumber) {
      return null;
    }
  }

  /** A whole number from 0 to 10¹²; {@code "57.0"} is one. */
  static @Nullable Long count(@Nullable Value value) {
    if (value != null && value.type() == Value.Type.INTEGER) {
      long integer = value.integer();
      return integer < 0 || integer > MOST_LONG ? null : (Long) integer;
    }
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
    return isTrue(get(key));
  }

  static boolean isTrue(@Nullable Value value) {
    String text = content(value);
    return "true".equalsIgnoreCase(text) || "1".equals(text);
  }

  /**
   * A list however it was sent: as an array, as JSON or Python text, comma-separated, or as one
   * value.
   */
  static List<String> list(@Nullable Value value) {
    if (value == null) {
      return List.of();
    }
    List<String> list = new ArrayList<>();
    if (value.type() == Value.Type.LIST) {
      for (Value element : value.elements()) {
        list.add(element.isText() ? element.text() : RawJson.value(element));
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
    list.removeIf(element -> isAbsent(element.strip()));
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
