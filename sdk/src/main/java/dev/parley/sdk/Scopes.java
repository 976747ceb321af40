package dev.parley.sdk;

import dev.parley.sdk.internal.ContextRecord;
import dev.parley.sdk.internal.Guard;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.util.function.UnaryOperator;

/** Makes a record derived from the current one current. */
final class Scopes {
  private static final Guard GUARD = new Guard("Opening a scope");
  private static final ContextScope NOTHING = () -> {};

  private Scopes() {}

  // The caller closes it through what is returned.
  @SuppressWarnings("MustBeClosedChecker")
  static ContextScope open(UnaryOperator<ContextRecord> change) {
    return GUARD.get(
        () -> {
          Context current = Context.current();
          Scope scope = current.with(change.apply(ContextRecord.in(current))).makeCurrent();
          return () -> GUARD.run(scope::close);
        },
        NOTHING);
  }
}
