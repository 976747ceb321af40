package dev.parley.server.ingest;

import dev.parley.server.store.Address;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells of most content that it is not stored, so that the store need not be asked: Bloom filters
 * of all addresses of the days that are being written. It never takes what is stored for new.
 * Content that is taken away again stays in it, which costs a question and nothing else. Not
 * thread-safe.
 */
final class ContentFilter {
  /** From two days ago, for what is late, to tomorrow, for clocks that are ahead. */
  private static final int DAYS_BEFORE = 2;

  private static final int DAYS_AFTER = 1;

  /** More days than that lie ahead of nobody's clock, unless somebody makes them up. */
  private static final int MOST_DAYS = 1_000;

  private final Map<Integer, Layers> days = new HashMap<>();

  /** All addresses of this day to {@link #last} were added here. */
  private int first;

  private int last;

  /**
   * @param today as UTC days since 1970-01-01; the store is taken to be empty from {@value
   *     #DAYS_BEFORE} days before on
   */
  ContentFilter(int today) {
    first = today - DAYS_BEFORE;
    last = today + DAYS_AFTER;
  }

  /** Notes that there may be addresses up to this day that were never added. */
  void completeAfter(int day) {
    first = Math.max(first, day + 1);
    forget();
  }

  /** Notes which day it is. Days that are too old by now are let go. */
  void advance(int today) {
    // A clock that was set back changes nothing: what was let go is not known any more.
    last = Math.max(last, today + DAYS_AFTER);
    if (today - DAYS_BEFORE > first) {
      first = today - DAYS_BEFORE;
      forget();
    }
  }

  void add(Address address) {
    int day = address.day();
    if (isCovered(address)) {
      days.computeIfAbsent(day, ignored -> new Layers()).add(address);
    } else if (day > last) {
      // Of a day that is yet to come we then don't have all.
      days.computeIfAbsent(day, ignored -> new Layers()).lose();
      if (days.size() > MOST_DAYS) {
        completeAfter(Collections.max(days.keySet()));
      }
    }
  }

  /** Whether the content may be stored. */
  boolean mayContain(Address address) {
    if (!isCovered(address)) {
      return true;
    }
    Layers layers = days.get(address.day());
    return layers != null && layers.mayContain(address);
  }

  private boolean isCovered(Address address) {
    return address.day() >= first && address.day() <= last;
  }

  private void forget() {
    days.keySet().removeIf(day -> day < first);
  }

  /** Filters of which each is twice as large as the one before: nobody knows how much will come. */
  private static final class Layers {
    private static final int FIRST_WORDS = 1 << 13;

    /** Then about one in 200 that are not there is taken to be. */
    private static final int BITS_PER_ADDRESS = 12;

    private static final int PROBES = 6;

    private final List<long[]> layers = new ArrayList<>();
    private long room;
    private boolean lost;

    /** Notes that something is not added. */
    void lose() {
      lost = true;
    }

    void add(Address address) {
      if (mayContain(address)) {
        return;
      }
      if (room == 0) {
        long[] layer = new long[FIRST_WORDS << Math.min(layers.size(), 12)];
        layers.add(layer);
        room = (long) layer.length * Long.SIZE / BITS_PER_ADDRESS;
      }
      room--;
      long[] layer = layers.get(layers.size() - 1);
      long bit = address.hash().getMostSignificantBits();
      for (int i = 0; i < PROBES; i++) {
        layer[word(bit, layer)] |= 1L << bit;
        bit += step(address);
      }
    }

    boolean mayContain(Address address) {
      if (lost) {
        return true;
      }
      for (long[] layer : layers) {
        if (mayContain(layer, address)) {
          return true;
        }
      }
      return false;
    }

    private static boolean mayContain(long[] layer, Address address) {
      long bit = address.hash().getMostSignificantBits();
      for (int i = 0; i < PROBES; i++) {
        if ((layer[word(bit, layer)] >>> bit & 1) == 0) {
          return false;
        }
        bit += step(address);
      }
      return true;
    }

    private static int word(long bit, long[] layer) {
      return (int) (bit >>> 6) & (layer.length - 1);
    }

    /** Addresses are hashes, so their bits are as good as random; odd, so that all differ. */
    private static long step(Address address) {
      return address.hash().getLeastSignificantBits() | 1;
    }
  }
}
