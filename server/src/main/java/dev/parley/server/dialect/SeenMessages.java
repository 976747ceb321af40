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
  static final class Seen {
    private final byte[] source;
    private final String role;
    private final Draft.Sealed sealed;
    private final int slot;

    /** Where the text is that came after it last; no reference, which would keep it alive. */
    private int next = -1;

    private Seen(byte[] source, String role, Draft.Sealed sealed, int slot) {
      this.source = source;
      this.role = role;
      this.sealed = sealed;
      this.slot = slot;
    }

    Draft draft() {
      return new Draft(sealed);
    }

    /** How many bytes of text it is. */
    int length() {
      return source.length;
    }

    /** Remembers what came after it. */
    void before(Seen other) {
      next = other.slot;
    }

    private boolean is(byte[] bytes, int from, int to, String otherRole) {
      return role.equals(otherRole) && Arrays.equals(source, 0, source.length, bytes, from, to);
    }
  }

  private SeenMessages() {}

  /** Where a text is looked for and put; -1 where it is too short or too long to remember. */
  static int slot(byte[] bytes, int from, int to) {
    boolean fits = to - from >= SHORTEST && to - from <= LONGEST;
    return fits ? Utf8.hash(bytes, from, to) & (SLOTS - 1) : -1;
  }

  /** The message of this text; null when it was not seen or forgotten since. */
  static @Nullable Seen find(int slot, byte[] bytes, int from, int to, String role) {
    if (slot < 0) {
      return null;
    }
    Seen seen = SEEN.getAcquire(slot);
    return seen != null && seen.is(bytes, from, to, role) ? seen : null;
  }

  /**
   * What came after a text before, if it begins here again: what was said does not change, so a
   * history is mostly known by its first message.
   */
  static @Nullable Seen after(@Nullable Seen last, byte[] bytes, int from, int to, String role) {
    int slot = last == null ? -1 : last.next;
    Seen seen = slot < 0 ? null : SEEN.getAcquire(slot);
    return seen != null
            && seen.source.length <= to - from
            && seen.is(bytes, from, from + seen.source.length, role)
        ? seen
        : null;
  }

  /**
   * Remembers that this text, with that role where it names none, is that message alone. Null where
   * it has no slot.
   */
  static @Nullable Seen add(
      int slot, byte[] bytes, int from, int to, String role, Draft.Sealed sealed) {
    if (slot < 0) {
      return null;
    }
    Seen seen = new Seen(Arrays.copyOfRange(bytes, from, to), role, sealed, slot);
    SEEN.setRelease(slot, seen);
    return seen;
  }
}
