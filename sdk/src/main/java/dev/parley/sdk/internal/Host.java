package dev.parley.sdk.internal;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.math.BigDecimal;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * OpenTelemetry's javaagent with Parley's extension, as the copy of this library in an application
 * sees it. The agent keeps contexts of its own and knows no keys of the application's; so the
 * extension hosts the one record of each context, and the books, for both. Words and JDK types are
 * all that the two copies have in common: each is loaded by a class loader of its own, and they may
 * differ in version. Thread-safe.
 */
public final class Host {
  /** What the agent can be asked for: the first element of a question. */
  public enum Word {
    /** No argument: the record of the agent's current context as it is shared; null for none. */
    RECORD,
    /** A shared record: makes it current, gives what closes that. */
    OPEN,
    /** A conversation: the number of its next turn. */
    NEXT_TURN,
    /** A conversation and a number: automatic ones go on after it. */
    REACHED_TURN,
    /** The name of a {@link Limit.Scope} and an id: what was spent, in US dollars. */
    SPENT,
    /** A BiFunction of key and text: content that the agent records passes it, while it is held. */
    REDACT_BY
  }

  private static final Guard GUARD = new Guard("Asking OpenTelemetry's agent");
  private static final @Nullable Host PRESENT = of(agent());

  private final Function<Object[], @Nullable Object> agent;

  private Host(Function<Object[], @Nullable Object> agent) {
    this.agent = agent;
  }

  private static @Nullable Host of(@Nullable Function<Object[], @Nullable Object> agent) {
    return agent == null ? null : new Host(agent);
  }

  /** None: the extension sees to it that this gives its own answers instead. */
  private static @Nullable Function<Object[], @Nullable Object> agent() {
    return null;
  }

  /** Null in every process without agent and extension, and in the extension itself. */
  public static @Nullable Host present() {
    return PRESENT;
  }

  /** The record in a context of the application's; null where it has none. */
  // The agent's context is the one beside the application's that is current.
  @SuppressWarnings("try")
  @Nullable ContextRecord recordIn(Context context) {
    try (Scope current = context.makeCurrent()) {
      return SharedRecord.read(ask(Word.RECORD));
    } catch (Throwable fault) {
      GUARD.report(fault);
      return null;
    }
  }

  /** The context with this record in it. */
  @SuppressWarnings("try")
  Context with(Context context, ContextRecord record) {
    try (Scope current = context.makeCurrent();
        AutoCloseable opened = (AutoCloseable) ask(Word.OPEN, SharedRecord.of(record))) {
      return Context.current();
    } catch (Throwable fault) {
      GUARD.report(fault);
      return context;
    }
  }

  long nextTurn(String conversation) {
    return GUARD.get(
        () -> ask(Word.NEXT_TURN, conversation) instanceof Long next ? next : Long.valueOf(1), 1L);
  }

  void reachedTurn(String conversation, long number) {
    GUARD.run(() -> ask(Word.REACHED_TURN, conversation, number));
  }

  BigDecimal spent(Limit limit) {
    return GUARD.get(
        () ->
            ask(Word.SPENT, limit.scope().name(), limit.id()) instanceof BigDecimal spent
                ? spent
                : BigDecimal.ZERO,
        BigDecimal.ZERO);
  }

  /** What the application redacts with holds for what the agent records as well. */
  public void redactBy(GuardedRedactor redactor) {
    GUARD.run(() -> ask(Word.REDACT_BY, redactor));
  }

  private @Nullable Object ask(Word word, Object... arguments) {
    Object[] question = new Object[arguments.length + 1];
    question[0] = word.name();
    System.arraycopy(arguments, 0, question, 1, arguments.length);
    return agent.apply(question);
  }
}
