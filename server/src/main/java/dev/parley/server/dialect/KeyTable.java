package dev.parley.server.dialect;

import dev.parley.server.wire.Key;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Different keys, each with its place, in the order in which they came. */
final class KeyTable {
  /** Of more a map is made, so that nobody can make us search long. */
  private static final int FEW = 64;

  private Key[] keys;
  private int size;

  /** Two bits for each key's hash: most keys that are asked for are shown absent by them. */
  private long seen;

  private long seenToo;
  private boolean indexed;
  private @Nullable Map<String, Integer> places;

  KeyTable(int capacity) {
    keys = new Key[capacity];
  }

  private KeyTable(KeyTable other) {
    keys = Arrays.copyOf(other.keys, other.size + 4);
    size = other.size;
    seen = other.seen;
    seenToo = other.seenToo;
    indexed = other.indexed;
    places = other.places == null ? null : new HashMap<>(other.places);
  }

  /** A table of its own with the same keys. */
  KeyTable copy() {
    return new KeyTable(this);
  }

  int size() {
    return size;
  }

  Key key(int place) {
    return keys[place];
  }

  /** Whether any key has a number as a segment: see {@link Key#isIndexed}. */
  boolean hasIndexed() {
    return indexed;
  }

  /** Gives a new key the next place; false where the key is there. */
  boolean add(Key key) {
    String name = key.name();
    if (place(name) >= 0) {
      return false;
    }
    if (size == keys.length) {
      keys = Arrays.copyOf(keys, size * 2 + 4);
    }
    keys[size] = key;
    int hash = name.hashCode();
    seen |= 1L << hash;
    seenToo |= 1L << (hash >>> 6);
    indexed |= key.isIndexed();
    size++;
    if (places != null) {
      places.put(name, size - 1);
    } else if (size > FEW) {
      places = new HashMap<>();
      for (int i = 0; i < size; i++) {
        places.put(keys[i].name(), i);
      }
    }
    return true;
  }

  /** -1 where there is no such key. */
  int place(String name) {
    int hash = name.hashCode();
    if ((seen >>> hash & seenToo >>> (hash >>> 6) & 1) == 0) {
      return -1;
    }
    if (places != null) {
      return places.getOrDefault(name, -1);
    }
    for (int i = 0; i < size; i++) {
      // Keys are interned, so most that are there are found by identity.
      String known = keys[i].name();
      if (known.hashCode() == hash && known.equals(name)) {
        return i;
      }
    }
    return -1;
  }

  boolean hasPrefix(String prefix) {
    for (int i = 0; i < size; i++) {
      if (keys[i].name().startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }
}
