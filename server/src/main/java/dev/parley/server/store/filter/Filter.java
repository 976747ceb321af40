package dev.parley.server.store.filter;

import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A condition on a span, conversation or workflow. Every condition is true or false: what has no
 * value fulfils no comparison, and {@code !=} is the opposite of {@code =}.
 */
public sealed interface Filter {
  /** All of them; at least two. */
  record And(List<Filter> parts) implements Filter {
    public And {
      parts = List.copyOf(parts);
    }
  }

  /** One of them or more; at least two. */
  record Or(List<Filter> parts) implements Filter {
    public Or {
      parts = List.copyOf(parts);
    }
  }

  /** The opposite. */
  record Not(Filter part) implements Filter {}

  /** One span fulfils the whole; of a span itself, the same as {@code part}. */
  record OneSpan(Filter part) implements Filter {}

  /** The field has a value. */
  record Exists(Field field) implements Filter {}

  /** The field compares so with one of the values; only {@code EQUAL} has several. */
  record Compare(Field field, Comparison comparison, List<Value> values) implements Filter {
    public Compare {
      values = List.copyOf(values);
    }
  }

  /** How a field compares with a value. */
  enum Comparison {
    EQUAL,
    GREATER,
    GREATER_OR_EQUAL,
    LESS,
    LESS_OR_EQUAL,
    CONTAINS,
    STARTS_WITH
  }

  /** Whether the condition asks for this field anywhere. */
  default boolean asksFor(Predicate<Field> field) {
    if (this instanceof And and) {
      return and.parts().stream().anyMatch(part -> part.asksFor(field));
    }
    if (this instanceof Or or) {
      return or.parts().stream().anyMatch(part -> part.asksFor(field));
    }
    if (this instanceof Not not) {
      return not.part().asksFor(field);
    }
    if (this instanceof OneSpan span) {
      return span.part().asksFor(field);
    }
    if (this instanceof Exists exists) {
      return field.test(exists.field());
    }
    return this instanceof Compare compare && field.test(compare.field());
  }

  /** Both conditions; null for none. */
  static @Nullable Filter both(@Nullable Filter a, @Nullable Filter b) {
    return a == null ? b : b == null ? a : new And(List.of(a, b));
  }
}
