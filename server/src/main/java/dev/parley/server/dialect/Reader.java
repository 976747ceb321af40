package dev.parley.server.dialect;

import dev.parley.server.model.Dialect;
import dev.parley.server.wire.Value;
import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads fields of a span by the keys of its dialect.
 *
 * <p>A field has some ten keys and a span some thirty attributes, so it is the attributes that are
 * looked up among the keys, once, and not the keys among the attributes, for each field.
 */
final class Reader {
  private final Attributes attributes;
  private final Map<Field, Candidate> candidates = new EnumMap<>(Field.class);

  /** A value of a field, and the next best. */
  private static final class Candidate {
    private final String key;
    private final int rank;
    private final Value value;
    private @Nullable Candidate next;

    Candidate(String key, int rank, Value value) {
      this.key = key;
      this.rank = rank;
      this.value = value;
    }
  }

  Reader(Attributes attributes, Dialect dialect) {
    this.attributes = attributes;
    Keys keys = Vocabularies.keys(dialect);
    for (int i = 0; i < attributes.size(); i++) {
      String key = attributes.key(i);
      List<Keys.Place> places = keys.places(key);
      for (int j = 0; j < places.size(); j++) {
        Keys.Place place = places.get(j);
        insert(place.field(), new Candidate(key, place.rank(), attributes.value(i)));
      }
    }
  }

  private void insert(Field field, Candidate candidate) {
    Candidate before = candidates.get(field);
    if (before == null || candidate.rank < before.rank) {
      candidate.next = before;
      candidates.put(field, candidate);
      return;
    }
    while (before.next != null && before.next.rank < candidate.rank) {
      before = before.next;
    }
    candidate.next = before.next;
    before.next = candidate;
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
    for (Candidate each = candidates.get(field); each != null; each = each.next) {
      if (reading.apply(each.value) != null) {
        return each.key;
      }
    }
    return null;
  }

  /** The first value that {@code reading} makes something of; null when there is none. */
  <T> @Nullable T first(Field field, Function<Value, @Nullable T> reading) {
    for (Candidate each = candidates.get(field); each != null; each = each.next) {
      T value = reading.apply(each.value);
      if (value != null) {
        return value;
      }
    }
    return null;
  }
}
