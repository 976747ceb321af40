package dev.parley.sdk.internal;

/**
 * The last turn of each conversation that this process numbered. Remembers the {@value
 * #MAX_CONVERSATIONS} most recently used; a conversation that was forgotten starts at 1 again,
 * which is why automatic numbers are marked and readers order turns by time. Thread-safe.
 */
public final class TurnCounters {
  static final int MAX_CONVERSATIONS = 10_000;

  private final RecentlyUsed<Long> last = new RecentlyUsed<>(MAX_CONVERSATIONS);

  public long next(String conversation) {
    Host host = Host.present();
    if (host != null) {
      return host.nextTurn(conversation);
    }
    return last.merge(conversation, 1L, (count, one) -> count + one);
  }

  /** A turn numbered by hand: automatic ones go on after it. */
  public void reached(String conversation, long number) {
    Host host = Host.present();
    if (host != null) {
      host.reachedTurn(conversation, number);
      return;
    }
    last.merge(conversation, number, Math::max);
  }

  public int size() {
    return last.size();
  }
}
