package dev.parley.sdk;

import dev.parley.sdk.internal.ContextRecord;
import dev.parley.sdk.internal.Guard;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.util.function.UnaryOperator;

/** Makes a record derived from the current one current. */
// Guards without lambdas: scopes are opened around everything.
final class Scopes {
  private static final Guard GUARD = new Guard("Opening a scope");
  private static final ContextScope NOTHING = () -> {};

  private Scopes() {}

  // The caller closes it through what is returned.
  @SuppressWarnings("MustBeClosedChecker")
  static ContextScope open(Conversation conversation) {
    Context current = Context.current();
    return open(current, conversation.derive(ContextRecord.in(current)));
  }

  // The caller closes it through what is returned.
  @SuppressWarnings("MustBeClosedChecker")
  static ContextScope open(UnaryOperator<ContextRecord> change) {
    Context current = Context.current();
    return open(current, change.apply(ContextRecord.in(current)));
  }

  // The caller closes it through what is returned.
  @SuppressWarnings("MustBeClosedChecker")
  static ContextScope open(Context current, ContextRecord next) {
    try {
      return new Opened(current.with(next).makeCurrent());
    } catch (Exception | LinkageError | StackOverflowError | AssertionError fault) {
      GUARD.report(fault);
      return NOTHING;
    }
  }

  private static final class Opened implements ContextScope {
    private final Scope scope;

    Opened(Scope scope) {
      this.scope = scope;
    }

    @Override
    public void close() {
      try {
        scope.close();
      } catch (Exception | LinkageError | StackOverflowError | AssertionError fault) {
        GUARD.report(fault);
      }
    }
  }
}
