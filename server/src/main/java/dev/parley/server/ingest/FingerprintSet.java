package dev.parley.server.ingest;

import org.jspecify.annotations.Nullable;

/**
 * A set of 128-bit fingerprints in 32 bytes each or less. It keeps two generations: when the
 * younger is full, the older is forgotten. Not thread-safe.
 */
final class FingerprintSet {
  private static final int FIRST_SLOTS = 1 << 12;

  private final int perGeneration;
  private Generation young = new Generation(FIRST_SLOTS);
  private @Nullable Generation old;
  private boolean forgetful;

  /** Holds at least {@code perGeneration} of those added last, and at most twice as many. */
  FingerprintSet(int perGeneration) {
    this.perGeneration = perGeneration;
  }

  /** Whether something that was added may no longer be here. */
  boolean isForgetful() {
    return forgetful;
  }

  /** Notes that there is something that was never added here. */
  void setForgetful() {
    forgetful = true;
  }

  boolean isEmpty() {
    return young.size == 0 && old == null;
  }

  boolean contains(long high, long low) {
    return young.contains(high, low) || (old != null && old.contains(high, low));
  }

  void add(long high, long low) {
    if (contains(high, low)) {
      return;
    }
    if (young.size >= perGeneration) {
      forgetful |= old != null;
      old = young;
      young = new Generation(FIRST_SLOTS);
    }
    young.add(high, low);
  }

  /** Spreads what may be similar, such as counters and days. */
  static long mix(long value) {
    long z = (value ^ (value >>> 33)) * 0xff51afd7ed558ccdL;
    z = (z ^ (z >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return z ^ (z >>> 33);
  }

  /** Open addressing; both halves 0 mark an empty slot. */
  private static final class Generation {
    private long[] slots;
    private int size;

    Generation(int capacity) {
      slots = new long[2 * capacity];
    }

    boolean contains(long high, long low) {
      int i = find(slots, high, filled(high, low));
      return slots[i] != 0 || slots[i + 1] != 0;
    }

    void add(long high, long low) {
      if (size >= slots.length / 4) {
        grow();
      }
      put(slots, high, filled(high, low));
      size++;
    }

    private void grow() {
      long[] larger = new long[2 * slots.length];
      for (int i = 0; i < slots.length; i += 2) {
        if (slots[i] != 0 || slots[i + 1] != 0) {
          put(larger, slots[i], slots[i + 1]);
        }
      }
      slots = larger;
    }

    private static void put(long[] slots, long high, long low) {
      int i = find(slots, high, low);
      slots[i] = high;
      slots[i + 1] = low;
    }

    /** The index of the entry, or of the empty slot where it belongs. */
    private static int find(long[] slots, long high, long low) {
      int mask = slots.length - 1;
      int i = (int) mix(high ^ Long.rotateLeft(low, 32)) << 1 & mask;
      while ((slots[i] != high || slots[i + 1] != low) && (slots[i] != 0 || slots[i + 1] != 0)) {
        i = i + 2 & mask;
      }
      return i;
    }

    private static long filled(long high, long low) {
      return high == 0 && low == 0 ? 1 : low;
    }
  }
}
