package dev.parley.sdk.internal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A map by id that holds the most recently used entries and a bounded number of bytes of ids: an id
 * of more than {@value #MAX_ID_LENGTH} characters is known by its SHA-256. Thread-safe; what is
 * passed to it runs under its lock.
 */
public final class RecentlyUsed<V> {
  static final int MAX_ID_LENGTH = 256;

  private final Map<String, V> entries;

  public RecentlyUsed(int capacity) {
    this.entries =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
            return size() > capacity;
          }
        };
  }

  /** The id as it is kept. */
  public static String key(String id) {
    if (id.length() <= MAX_ID_LENGTH) {
      return id;
    }
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8));
      return "sha256:" + HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      // Every Java has SHA-256; without it, long ids that begin and end alike are one.
      return id.substring(0, MAX_ID_LENGTH / 2) + id.substring(id.length() - MAX_ID_LENGTH / 2);
    }
  }

  public synchronized @Nullable V get(String id) {
    return entries.get(key(id));
  }

  /** The entry of this id, made where there is none. */
  public synchronized V getOrAdd(String id, Supplier<V> added) {
    return entries.computeIfAbsent(key(id), absent -> added.get());
  }

  public synchronized V merge(String id, V value, BiFunction<V, V, V> merge) {
    return entries.merge(key(id), value, merge);
  }

  public synchronized @Nullable V remove(String id) {
    return entries.remove(key(id));
  }

  public synchronized int size() {
    return entries.size();
  }

  /** A copy, least recently used first. */
  public synchronized Map<String, V> copy() {
    return new LinkedHashMap<>(entries);
  }
}
