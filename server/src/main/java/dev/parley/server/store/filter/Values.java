package dev.parley.server.store.filter;

import dev.parley.server.store.filter.Filter.Comparison;
import dev.parley.server.store.filter.Tokens.Token;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the values that fields are compared with, and says which comparisons a field knows. */
final class Values {
  private static final Pattern NUMBER = Pattern.compile("-?\\d{1,18}(\\.\\d{1,18})?");
  private static final Pattern DURATION =
      Pattern.compile("(\\d{1,12}(?:\\.\\d{1,9})?)(ms|s|m|h|d)");
  private static final Map<String, Long> NANOS =
      Map.of(
          "ms", 1_000_000L,
          "s", 1_000_000_000L,
          "m", 60_000_000_000L,
          "h", 3_600_000_000_000L,
          "d", 86_400_000_000_000L);

  private Values() {}

  static boolean asksForOrder(Comparison comparison) {
    return switch (comparison) {
      case GREATER, GREATER_OR_EQUAL, LESS, LESS_OR_EQUAL -> true;
      case EQUAL, CONTAINS, STARTS_WITH -> false;
    };
  }

  /** Whether the field's values are numbers only. */
  static boolean isNumber(Field field) {
    KnownField known = field.known();
    return known != null
        && switch (known.type()) {
          case NUMBER, MONEY, DURATION -> true;
          case TEXT, TEXTS -> false;
        };
  }

  /** Attributes and scores may be either, so they know all comparisons; tags are texts. */
  static boolean fits(Field field, Comparison comparison) {
    if (comparison == Comparison.EQUAL) {
      return true;
    }
    if (isNumber(field)) {
      return asksForOrder(comparison);
    }
    return (field.known() == null && !(field instanceof Field.Tags)) || !asksForOrder(comparison);
  }

  static Value read(Field field, Token token) {
    boolean quoted = token.type() == Tokens.Type.QUOTED;
    KnownField known = field.known();
    if (known == null) {
      return new Value(token.text(), quoted ? null : number(token.text()));
    }
    return switch (known.type()) {
      case TEXT, TEXTS -> new Value(token.text(), null);
      case NUMBER -> new Value(token.text(), required(token, number(token.text()), "a number"));
      case MONEY -> {
        String text = token.text().startsWith("$") ? token.text().substring(1) : token.text();
        yield new Value(token.text(), required(token, number(text), "US dollars such as 0.05"));
      }
      case DURATION ->
          new Value(
              token.text(),
              required(token, nanos(token.text()), "a duration such as 500ms, 2s, 1.5m or 1h"));
    };
  }

  private static BigDecimal required(Token token, @Nullable BigDecimal number, String expected) {
    if (number == null) {
      throw new FilterException(token.position(), token.shown(), expected);
    }
    return number;
  }

  private static @Nullable BigDecimal number(String text) {
    return NUMBER.matcher(text).matches() ? new BigDecimal(text) : null;
  }

  /** Nanoseconds; a number without a unit counts milliseconds, as everywhere in the API. */
  private static @Nullable BigDecimal nanos(String text) {
    BigDecimal plain = number(text);
    if (plain != null) {
      return plain.movePointRight(6);
    }
    Matcher matcher = DURATION.matcher(text.toLowerCase(Locale.ROOT));
    Long unit = matcher.matches() ? NANOS.get(matcher.group(2)) : null;
    return unit == null
        ? null
        : new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit));
  }
}
