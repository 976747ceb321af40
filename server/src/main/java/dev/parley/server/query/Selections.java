package dev.parley.server.query;

import dev.parley.server.store.CallGroup.Keyed;
import dev.parley.server.store.CostTable;
import dev.parley.server.store.Scope;
import dev.parley.server.store.Selection;
import dev.parley.server.store.SpanReader;
import dev.parley.server.store.filter.Field;
import dev.parley.server.store.filter.Filter;
import dev.parley.server.store.filter.KnownField;
import org.jspecify.annotations.Nullable;

/** Gives filters what they need: a condition on a cost needs the prices of what is in the scope. */
final class Selections {
  private static final Field COST = new Field.Known(KnownField.COST);

  private final SpanReader reader;
  private final Pricer pricer;

  Selections(SpanReader reader, Pricer pricer) {
    this.reader = reader;
    this.pricer = pricer;
  }

  /** The scope with the filter; the same scope for none. */
  Scope scope(Scope scope, @Nullable Filter filter) {
    Selection selection = of(scope.whole(), filter);
    return selection == null
        ? scope
        : new Scope(scope.fromNanos(), scope.toNanos(), scope.environment(), selection);
  }

  @Nullable Selection of(Scope scope, @Nullable Filter filter) {
    if (filter == null) {
      return null;
    }
    return new Selection(filter, filter.asksFor(COST::equals) ? costs(scope) : null);
  }

  /** What the calls of a scope cost. */
  CostTable costs(Scope scope) {
    return pricer.costs(
        reader.callsByTime(scope.whole(), Long.MAX_VALUE / 4, pricer.grid()).stream()
            .map(Keyed::group)
            .toList());
  }
}
