package dev.parley.server.dialect;

import dev.parley.server.model.Dialect;
import dev.parley.server.wire.Value;
import java.math.BigDecimal;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads fields of a span by the keys of its dialect, the preferred first. */
final class Reader {
  private final Attributes attributes;
  private final FieldPlan plan;

  Reader(Attributes attributes, Dialect dialect) {
    this.attributes = attributes;
    this.plan = attributes.plan(dialect);
  }

  Attributes attributes() {
    return attributes;
  }

  @Nullable String text(Field field) {
    return first(field, Attributes::text);
  }

  @Nullable Long count(Field field) {
    return first(field, Attributes::count);
  }

  @Nullable BigDecimal number(Field field) {
    return first(field, Attributes::number);
  }

  /** As sent, words for absence and white space included: arguments and results are content. */
  @Nullable String content(Field field) {
    return first(field, Attributes::content);
  }

  /** However the list was sent; empty when there is none. */
  List<String> list(Field field) {
    List<String> list =
        first(
            field,
            value -> {
              List<String> values = Attributes.list(value);
              return values.isEmpty() ? null : values;
            });
    return list == null ? List.of() : list;
  }

  boolean isTrue(Field field) {
    return first(field, value -> Attributes.isTrue(value) ? Boolean.TRUE : null) != null;
  }

  /** The key of the value that {@code reading} makes something of; null when there is none. */
  @Nullable String key(Field field, Function<Value, ? extends @Nullable Object> reading) {
    for (int place : plan.places(field)) {
      if (reading.apply(attributes.value(place)) != null) {
        return attributes.key(place);
      }
    }
    return null;
  }

  /** The first value that {@code reading} makes something of; null when there is none. */
  <T> @Nullable T first(Field field, Function<Value, @Nullable T> reading) {
    for (int place : plan.places(field)) {
      T value = reading.apply(attributes.value(place));
      if (value != null) {
        return value;
      }
    }
    return null;
  }
}
