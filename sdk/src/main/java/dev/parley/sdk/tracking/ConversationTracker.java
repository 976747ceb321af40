package dev.parley.sdk.tracking;

import dev.parley.pricing.Cost;
import dev.parley.pricing.Usage;
import dev.parley.sdk.internal.RecentlyUsed;
import dev.parley.sdk.internal.TurnCounters;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Cost, tokens and turns of each conversation in this process. Every model call that ends inside a
 * {@link dev.parley.sdk.Conversation} counts by itself; turns of other origin can be added.
 *
 * <p><b>Bounded.</b> It knows the sums of the {@value #DEFAULT_CAPACITY} conversations used last
 * (or as many as {@link #create(int)} says) and, of a tenth of them, the latest {@value #MAX_TURNS}
 * turns that were added; a forgotten conversation that comes back starts at 0. Thread-safe.
 */
public final class ConversationTracker {
  public static final int DEFAULT_CAPACITY = 10_000;

  /** How many added turns are kept of a conversation. */
  static final int MAX_TURNS = 20;

  /** How much is kept of a message. */
  static final int MAX_TEXT = 1_000;

  /**
   * A conversation that tries more models than this is a test of models; their number is enough.
   */
  private static final int MAX_MODELS = 50;

  private final RecentlyUsed<Totals> conversations;
  private final RecentlyUsed<Deque<TrackedTurn>> turns;
  private final TurnCounters counters;

  private ConversationTracker(int capacity, TurnCounters counters) {
    this.conversations = new RecentlyUsed<>(capacity);
    this.turns = new RecentlyUsed<>(Math.max(1, capacity / 10));
    this.counters = counters;
  }

  /** A tracker of {@value #DEFAULT_CAPACITY} conversations. */
  public static ConversationTracker create() {
    return create(DEFAULT_CAPACITY);
  }

  /**
   * A tracker of at most so many conversations.
   *
   * @throws IllegalArgumentException when it is not positive
   */
  public static ConversationTracker create(int capacity) {
    if (capacity <= 0) {
      throw new IllegalArgumentException("capacity: " + capacity + " (expected: at least 1)");
    }
    return new ConversationTracker(capacity, new TurnCounters());
  }

  /** The counters that number turns, so that spans and added turns count on together. */
  public TurnCounters counters() {
    return counters;
  }

  /**
   * Begins a conversation. One that is tracked already keeps its sums and, where it has one, its
   * user.
   *
   * @return whether it was new
   */
  public boolean start(String conversationId, @Nullable String userId) {
    Totals known = conversations.get(conversationId);
    totals(conversationId).user(userId);
    return known == null;
  }

  /**
   * Adds a turn whose call no span shows, and counts it.
   *
   * @param usage under whichever names it was reported; see {@link Usage#fromMap}
   * @param cost null when unknown: it adds nothing
   * @return the turn's number
   */
  public long addTurn(
      String conversationId,
      @Nullable String userMessage,
      @Nullable String assistantMessage,
      @Nullable String model,
      Usage usage,
      @Nullable Cost cost) {
    BigDecimal amount = cost == null ? null : cost.total();
    long number = counters.next(conversationId);
    TrackedTurn turn =
        new TrackedTurn(
            number, Instant.now(), cut(userMessage), cut(assistantMessage), model, usage, amount);
    Deque<TrackedTurn> kept = turns.getOrAdd(conversationId, ArrayDeque::new);
    synchronized (kept) {
      if (kept.size() == MAX_TURNS) {
        kept.removeFirst();
      }
      kept.addLast(turn);
    }
    totals(conversationId).add(number, model, usage, amount, null);
    return number;
  }

  /**
   * Counts a model call.
   *
   * @param turn the number of its turn; null when it belongs to none
   * @param model null when unknown
   * @param cost in US dollars; null when unknown
   * @param userId who talks; null when unknown
   */
  public void addCall(
      String conversationId,
      @Nullable Long turn,
      @Nullable String model,
      Usage usage,
      @Nullable BigDecimal cost,
      @Nullable String userId) {
    totals(conversationId).add(turn, model, usage, cost, userId);
  }

  /** The latest turns that were added, oldest first; null when none is known. */
  public @Nullable List<TrackedTurn> get(String conversationId) {
    Deque<TrackedTurn> kept = turns.get(conversationId);
    if (kept == null) {
      return null;
    }
    synchronized (kept) {
      return List.copyOf(kept);
    }
  }

  /** What it has cost so far, in US dollars; 0 when it is not known. */
  public BigDecimal cost(String conversationId) {
    Totals totals = conversations.get(conversationId);
    return totals == null ? BigDecimal.ZERO : totals.cost();
  }

  /** Its sums; null when it is not known, or nothing has been counted yet. */
  public @Nullable ConversationStats stats(String conversationId) {
    Totals totals = conversations.get(conversationId);
    return totals == null ? null : totals.snapshot();
  }

  /** Forgets a conversation and says whether there was one. Its turns go on counting. */
  public boolean delete(String conversationId) {
    turns.remove(conversationId);
    return conversations.remove(conversationId) != null;
  }

  /** How many are known. */
  public int size() {
    return conversations.size();
  }

  private Totals totals(String conversationId) {
    return conversations.getOrAdd(
        conversationId, () -> new Totals(RecentlyUsed.key(conversationId)));
  }

  private static @Nullable String cut(@Nullable String text) {
    if (text == null || text.length() <= MAX_TEXT) {
      return text;
    }
    // Never between the two halves of a character.
    return text.substring(
        0, Character.isHighSurrogate(text.charAt(MAX_TEXT - 1)) ? MAX_TEXT - 1 : MAX_TEXT);
  }

  private static final class Totals {
    private final String id;
    private final Instant startedAt = Instant.now();
    private final Set<String> models = new LinkedHashSet<>();
    private volatile BigDecimal cost = BigDecimal.ZERO;
    private @Nullable String user;
    private long lastTurn;

    /** Which of the turns up to the last have been counted: the lowest bit is the last one's. */
    private long latest;

    private long turnCount;
    private long calls;
    private long unpricedCalls;
    private long inputTokens;
    private long outputTokens;

    Totals(String id) {
      this.id = id;
    }

    BigDecimal cost() {
      return cost;
    }

    synchronized void user(@Nullable String userId) {
      if (user == null) {
        user = userId;
      }
    }

    synchronized void add(
        @Nullable Long turn,
        @Nullable String model,
        Usage usage,
        @Nullable BigDecimal amount,
        @Nullable String userId) {
      user(userId);
      calls++;
      if (turn != null && isNew(turn)) {
        turnCount++;
      }
      if (model != null && models.size() < MAX_MODELS) {
        models.add(model);
      }
      Long input = usage.inputTotal();
      Long output = usage.outputTotal();
      inputTokens += input == null ? 0 : input;
      outputTokens += output == null ? 0 : output;
      if (amount == null) {
        unpricedCalls++;
      } else {
        cost = cost.add(amount);
      }
    }

    /**
     * Turns may run at once and end in any order. One that lies further back than the window was
     * counted in its time.
     */
    private boolean isNew(long turn) {
      if (turnCount == 0 || turn > lastTurn) {
        long ahead = turn - lastTurn;
        boolean far = turnCount == 0 || ahead <= 0 || ahead >= Long.SIZE;
        latest = far ? 1 : latest << ahead | 1;
        lastTurn = turn;
        return true;
      }
      long back = lastTurn - turn;
      if (back < 0 || back >= Long.SIZE || (latest >>> back & 1) == 1) {
        return false;
      }
      latest |= 1L << back;
      return true;
    }

    synchronized @Nullable ConversationStats snapshot() {
      return calls == 0
          ? null
          : new ConversationStats(
              id,
              turnCount,
              calls,
              unpricedCalls,
              cost,
              inputTokens,
              outputTokens,
              Collections.unmodifiableSet(new LinkedHashSet<>(models)),
              startedAt,
              user);
    }
  }
}
