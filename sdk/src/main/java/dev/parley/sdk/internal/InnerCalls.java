package dev.parley.sdk.internal;

import dev.parley.pricing.PriceBook;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a step learns from the calls inside: whether there was one that it may be the wrapper of,
 * whether that knew its usage, and what all of them cost. Lives in the context of the step's body.
 *
 * <p>Embedding a text is another call than generating one: a step that generates, and embeds beside
 * it, is no wrapper of the embedding. Calls reach the steps around for as long as these may be
 * their wrappers; costs reach all of them. Thread-safe.
 */
public class InnerCalls {
  private static final class Tally {
    private int started;
    private int open;
    private boolean usageKnown;

    /** One that still runs, such as a stream that is read later, will tell its usage itself. */
    boolean isUsageKnown() {
      return usageKnown || open > 0;
    }
  }

  /**
   * Deeper than steps are nested. A loop that goes on asynchronously in the context of its former
   * round would hold all of them.
   */
  static final int MAX_DEPTH = 100;

  private final int depth;
  private final @Nullable InnerCalls around;
  private final boolean passing;
  private final @Nullable PriceBook prices;
  private final Tally generations = new Tally();
  private final Tally embeddings = new Tally();

  /** The spans of calls that run; null before the first, for most steps have none. */
  private @Nullable Set<String> spans;

  /** Written under the lock, read without: every step that ends asks for it. */
  private volatile @Nullable BigDecimal cost;

  public InnerCalls() {
    this(null, false, null);
  }

  /**
   * For a step inside another.
   *
   * @param around those of the step around it; null for none
   * @param passing whether a call inside may be the very call that the step around it wraps
   * @param prices what calls inside are priced with; null for the book around it
   */
  public InnerCalls(@Nullable InnerCalls around, boolean passing, @Nullable PriceBook prices) {
    int outer = around == null ? MAX_DEPTH : around.depth;
    this.depth = outer < MAX_DEPTH ? outer + 1 : 0;
    this.around = outer < MAX_DEPTH ? around : null;
    this.passing = passing;
    this.prices = prices != null || around == null ? prices : around.prices;
  }

  /** A call that generates began. */
  public void started() {
    started(null);
  }

  /**
   * A call began that its span tells.
   *
   * @return false where another processor on the same tracer provider has told it already
   */
  boolean startedSpan(String spanId, @Nullable String operation) {
    synchronized (this) {
      if (spans == null) {
        spans = new HashSet<>();
      }
      if (!spans.add(spanId)) {
        return false;
      }
    }
    started(operation);
    return true;
  }

  /** As {@link #ended(String, boolean, BigDecimal)}, for a call that its span tells. */
  void endedSpan(
      String spanId, @Nullable String operation, boolean knowsUsage, @Nullable BigDecimal amount) {
    synchronized (this) {
      if (spans != null) {
        spans.remove(spanId);
      }
    }
    ended(operation, knowsUsage, amount);
  }

  /**
   * A call began.
   *
   * @param operation {@code gen_ai.operation.name}; null for one that generates
   */
  public void started(@Nullable String operation) {
    synchronized (this) {
      Tally tally = tally(operation);
      tally.started++;
      tally.open++;
    }
    if (passing && around != null) {
      around.started(operation);
    }
  }

  /** As {@link #ended(String, boolean, BigDecimal)}, for a call that generates. */
  public void ended(boolean knowsUsage, @Nullable BigDecimal amount) {
    ended(null, knowsUsage, amount);
  }

  /**
   * A call has ended.
   *
   * @param operation as when it began
   * @param knowsUsage whether it told its tokens
   * @param amount what it cost, in US dollars; null when unknown
   */
  public void ended(@Nullable String operation, boolean knowsUsage, @Nullable BigDecimal amount) {
    tell(operation, knowsUsage);
    if (amount != null) {
      add(amount);
    }
  }

  /**
   * As {@link #ended(String, boolean, BigDecimal)}, for what began as a call that generates and
   * turned out to be another: it is counted as what it is.
   */
  public void turnedOut(
      @Nullable String operation, boolean knowsUsage, @Nullable BigDecimal amount) {
    move(operation);
    ended(operation, knowsUsage, amount);
  }

  void move(@Nullable String operation) {
    synchronized (this) {
      Tally actual = tally(operation);
      generations.started--;
      generations.open--;
      actual.started++;
      actual.open++;
    }
    if (passing && around != null) {
      around.move(operation);
    }
  }

  void tell(@Nullable String operation, boolean knowsUsage) {
    synchronized (this) {
      Tally tally = tally(operation);
      tally.open--;
      tally.usageKnown |= knowsUsage;
    }
    if (passing && around != null) {
      around.tell(operation, knowsUsage);
    }
  }

  void add(BigDecimal amount) {
    synchronized (this) {
      cost = cost == null ? amount : cost.add(amount);
    }
    if (around != null) {
      around.add(amount);
    }
  }

  /** Whether there was a call. */
  public synchronized boolean any() {
    return generations.started > 0 || embeddings.started > 0;
  }

  /** Whether there was a call of this operation; null for one that generates. */
  public synchronized boolean any(@Nullable String operation) {
    return tally(operation).started > 0;
  }

  /** Whether the usage of any call is known, or will be. */
  public synchronized boolean isUsageKnown() {
    return generations.isUsageKnown() || embeddings.isUsageKnown();
  }

  /** As {@link #isUsageKnown()}, of calls of this operation. */
  public synchronized boolean isUsageKnown(@Nullable String operation) {
    return tally(operation).isUsageKnown();
  }

  /** The sum of the costs that are known, in US dollars; null when none is. */
  public @Nullable BigDecimal cost() {
    return cost;
  }

  /** The book that a step around asks for; null for Parley's own. */
  public @Nullable PriceBook prices() {
    return prices;
  }

  private Tally tally(@Nullable String operation) {
    return "embeddings".equals(operation) ? embeddings : generations;
  }

  /** Whether a call inside tells the usage of the call around. */
  public boolean tells(@Nullable String operation) {
    return any(operation) && isUsageKnown(operation);
  }

  /**
   * Whether a call inside counts in place of the one around: it knows more, or neither knows the
   * usage.
   *
   * @param known whether the call around knows it
   */
  public boolean countsFor(@Nullable String operation, boolean known) {
    return any(operation) && (isUsageKnown(operation) || !known);
  }
}
