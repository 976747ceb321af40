package dev.parley.server.auth;

import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Logins of browsers and links to log in once, in memory: a restart ends them all. What is kept are
 * hashes of what browsers hold. Safe for use by many threads.
 */
final class Sessions {
  static final Duration LOGIN = Duration.ofDays(7);
  private static final Duration LINK = Duration.ofHours(1);
  private static final int MOST = 10_000;

  private record Session(String keyId, long untilNanos) {
    boolean isOver() {
      return System.nanoTime() - untilNanos >= 0;
    }
  }

  private final Map<String, Session> logins = new ConcurrentHashMap<>();
  private final Map<String, Session> links = new ConcurrentHashMap<>();

  /** Logs in by a key; returns what the browser is to hold. */
  String logIn(Key key) {
    return add(logins, key, LOGIN);
  }

  /** A word that logs in once. */
  String link(Key key) {
    return add(links, key, LINK);
  }

  /** The id of the key that a login is by; null when there is no such login. */
  @Nullable String keyOf(String held) {
    Session session = logins.get(KeyText.sha256(held));
    return session == null || session.isOver() ? null : session.keyId();
  }

  /** As {@link #keyOf} for a link, which does not work again. */
  @Nullable String redeem(String word) {
    Session session = links.remove(KeyText.sha256(word));
    return session == null || session.isOver() ? null : session.keyId();
  }

  void logOut(String held) {
    logins.remove(KeyText.sha256(held));
  }

  private static String add(Map<String, Session> sessions, Key key, Duration time) {
    if (sessions.size() >= MOST) {
      sessions.values().removeIf(Session::isOver);
    }
    if (sessions.size() >= MOST) {
      sessions.entrySet().stream()
          .min(Comparator.comparingLong(each -> each.getValue().untilNanos() - System.nanoTime()))
          .ifPresent(oldest -> sessions.remove(oldest.getKey()));
    }
    String word = KeyText.random(43);
    sessions.put(KeyText.sha256(word), new Session(key.id(), System.nanoTime() + time.toNanos()));
    return word;
  }
}
