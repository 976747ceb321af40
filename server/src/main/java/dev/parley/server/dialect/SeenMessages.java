package dev.parley.server.dialect;

import dev.parley.server.wire.Utf8;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * What was made of messages' source texts lately, because a chat resends its whole history with
 * every turn. A text is only taken for one seen before when all its bytes are the same, so nobody
 * can pass one message off as another; texts of one hash push each other out, so nobody can make a
 * search long either. Thread-safe.
 */
final class SeenMessages {
  /** With {@link #LONGEST}, at most some 32 MB of sources and as much of messages. */
  private static final int SLOTS = 2048;

  private static final int LONGEST = 16 * 1024;

  /** Shorter ones are made as fast as they are found. */
  private static final int SHORTEST = 64;

  private static final AtomicReferenceArray<@Nullable Seen> SEEN =
      new AtomicReferenceArray<>(SLOTS);

  /** A text in UTF-8, the role of a message that names none, and what was made of it. */
  private static final class Seen {
    private final byte[] source;
    private final String role;
    private final Draft.Sealed sealed;

    Seen(byte[] source, String role, Draft.Sealed sealed) {
      this.source = source;
      this.role = role;
      this.sealed = sealed;
    }
  }

  private SeenMessages() {}

  /** The message of this text; null when it was not seen or forgotten since. */
  static @Nullable Draft find(byte[] bytes, int from, int to, String role) {
    if (!fits(from, to)) {
      return null;
    }
    Seen seen = SEEN.getAcquire(slot(bytes, from, to));
    boolean same =
        seen != null
            && seen.role.equals(role)
            && Arrays.equals(seen.source, 0, seen.source.length, bytes, from, to);
    return same ? new Draft(seen.sealed) : null;
  }

  /** Remembers that this text, with that role where it names none, is that message alone. */
  static void add(byte[] bytes, int from, int to, String role, Draft.Sealed sealed) {
    if (fits(from, to)) {
      Seen seen = new Seen(Arrays.copyOfRange(bytes, from, to), role, sealed);
      SEEN.setRelease(slot(bytes, from, to), seen);
    }
  }

  private static boolean fits(int from, int to) {
    return to - from >= SHORTEST && to - from <= LONGEST;
  }

  private static int slot(byte[] bytes, int from, int to) {
    return Utf8.hash(bytes, from, to) & (SLOTS - 1);
  }
}
