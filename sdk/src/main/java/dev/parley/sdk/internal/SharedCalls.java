package dev.parley.sdk.internal;

import java.math.BigDecimal;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The inner calls of a step that another copy of this library runs: what is told here is told
 * there. The book that such a step brings stays with its own copy. Thread-safe.
 */
final class SharedCalls extends InnerCalls {
  private enum Word {
    STARTED,
    STARTED_SPAN,
    ENDED_SPAN,
    MOVE,
    TELL,
    ADD
  }

  private final Function<Object[], @Nullable Object> other;

  private SharedCalls(Function<Object[], @Nullable Object> other) {
    this.other = other;
  }

  /** These calls, for another copy. */
  static Function<Object[], @Nullable Object> of(InnerCalls calls) {
    return calls instanceof SharedCalls shared ? shared.other : told -> hear(calls, told);
  }

  @SuppressWarnings("unchecked") // What every copy makes of its own.
  static InnerCalls read(Function<?, ?> calls) {
    return new SharedCalls((Function<Object[], @Nullable Object>) calls);
  }

  private static @Nullable Object hear(InnerCalls calls, @Nullable Object[] told) {
    String operation = (String) told[1];
    switch (Word.valueOf(String.valueOf(told[0]))) {
      case STARTED -> calls.started(operation);
      case STARTED_SPAN -> {
        return calls.startedSpan(String.valueOf(told[2]), operation);
      }
      case ENDED_SPAN ->
          calls.endedSpan(
              String.valueOf(told[2]),
              operation,
              Boolean.TRUE.equals(told[3]),
              (BigDecimal) told[4]);
      case MOVE -> calls.move(operation);
      case TELL -> calls.tell(operation, Boolean.TRUE.equals(told[2]));
      case ADD -> {
        if (told[2] instanceof BigDecimal amount) {
          calls.add(amount);
        }
      }
    }
    return null;
  }

  private @Nullable Object say(Word word, @Nullable Object... more) {
    Object[] told = new @Nullable Object[more.length + 1];
    told[0] = word.name();
    System.arraycopy(more, 0, told, 1, more.length);
    return other.apply(told);
  }

  @Override
  public void started(@Nullable String operation) {
    say(Word.STARTED, operation);
  }

  @Override
  boolean startedSpan(String spanId, @Nullable String operation) {
    return Boolean.TRUE.equals(say(Word.STARTED_SPAN, operation, spanId));
  }

  @Override
  void endedSpan(
      String spanId, @Nullable String operation, boolean knowsUsage, @Nullable BigDecimal amount) {
    say(Word.ENDED_SPAN, operation, spanId, knowsUsage, amount);
  }

  @Override
  void move(@Nullable String operation) {
    say(Word.MOVE, operation);
  }

  @Override
  void tell(@Nullable String operation, boolean knowsUsage) {
    say(Word.TELL, operation, knowsUsage);
  }

  @Override
  void add(BigDecimal amount) {
    say(Word.ADD, null, amount);
  }
}
