package dev.parley.sdk.internal;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One turn of a conversation: given by hand, or automatic. An automatic one is numbered when its
 * first span starts, so that a scope in which nothing happens uses up no number. Thread-safe.
 */
public final class Turn {
  private static final long UNNUMBERED = Long.MIN_VALUE;

  private final AtomicLong number;
  private final boolean automatic;
  private volatile boolean counted;

  private Turn(AtomicLong number, boolean automatic) {
    this.number = number;
    this.automatic = automatic;
  }

  private Turn(long number, boolean automatic) {
    this(new AtomicLong(number), automatic);
  }

  public static Turn byHand(long number) {
    return new Turn(number, false);
  }

  public static Turn automatic() {
    return new Turn(UNNUMBERED, true);
  }

  /** A turn that another process numbered. */
  public static Turn received(long number, boolean automatic) {
    return new Turn(number, automatic);
  }

  /** A turn that another copy of this library began: the two count as one. */
  static Turn shared(AtomicLong number, boolean automatic) {
    return new Turn(number, automatic);
  }

  /** What {@link #shared(AtomicLong, boolean)} makes this turn of. */
  Object[] shared() {
    return new Object[] {number, automatic};
  }

  public boolean isAutomatic() {
    return automatic;
  }

  /** The number; an automatic turn takes the conversation's next one when first asked. */
  long number(TurnCounters counters, String conversation) {
    if (counted) {
      return number.get();
    }
    synchronized (number) {
      if (!counted) {
        if (number.get() == UNNUMBERED) {
          number.set(counters.next(conversation));
        } else {
          counters.reached(conversation, number.get());
        }
        counted = true;
      }
      return number.get();
    }
  }

  /** The number if it is known already; null for an automatic turn without a span so far. */
  public @Nullable Long numberIfKnown() {
    long known = number.get();
    return known == UNNUMBERED ? null : known;
  }
}
