package dev.parley.agent;

import dev.parley.pricing.Cost;
import dev.parley.sdk.Budget;
import dev.parley.sdk.internal.Accounts;
import dev.parley.sdk.internal.ContextRecord;
import dev.parley.sdk.internal.Guard;
import dev.parley.sdk.internal.Host;
import dev.parley.sdk.internal.Limit;
import dev.parley.sdk.internal.SharedRecord;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.context.Scope;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The agent's side of {@link Host}: the record of each context is here, in the agent's context,
 * whoever has set it, so that the agent's spans and the application's have the same. What the
 * application's copy has set, it gets back as it was. Thread-safe.
 */
public final class HostedContext implements Function<Object[], @Nullable Object> {
  /** The one that every copy in the process talks to. */
  public static final HostedContext INSTANCE = new HostedContext();

  private static final Guard GUARD = new Guard("Answering the application's copy of Parley");
  private static final ContextKey<Told> TOLD = ContextKey.named("parley-told");

  /** What the application has set, as it has told it and as it reads here. */
  private record Told(Map<?, ?> shared, ContextRecord record) {}

  private HostedContext() {}

  @Override
  public @Nullable Object apply(Object[] question) {
    try {
      return switch (Host.Word.valueOf((String) question[0])) {
        case RECORD -> record();
        case OPEN -> open((Map<?, ?>) question[1]);
        case NEXT_TURN -> accounts().turns().next((String) question[1]);
        case REACHED_TURN -> {
          accounts().turns().reached((String) question[1], (Long) question[2]);
          yield null;
        }
        case SPENT ->
            accounts()
                .spent(
                    new Limit(
                        Limit.Scope.valueOf((String) question[1]),
                        (String) question[2],
                        Budget.of(Cost.ZERO),
                        null));
        case REDACT_BY -> {
          Redactors.add((BiFunction<?, ?, ?>) question[1]);
          yield null;
        }
      };
    } catch (Throwable fault) {
      GUARD.report(fault);
      return null;
    }
  }

  private static @Nullable Object record() {
    Context current = Context.current();
    ContextRecord record = ContextRecord.in(current);
    Told told = current.get(TOLD);
    if (told != null && told.record().is(record)) {
      return told.shared();
    }
    return record.is(ContextRecord.EMPTY) ? null : SharedRecord.of(record);
  }

  // The caller closes it.
  @SuppressWarnings("MustBeClosedChecker")
  private static Scope open(Map<?, ?> shared) {
    ContextRecord record = SharedRecord.read(shared);
    Context current = Context.current();
    return record == null
        ? Scope.noop()
        : current.with(record).with(TOLD, new Told(shared, record)).makeCurrent();
  }

  private static Accounts accounts() {
    return AgentParley.get().spans().accounts();
  }
}
