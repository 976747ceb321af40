package dev.parley.server.auth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of a data folder, as they are now: what {@code ./parley keys} changes is known within a
 * second. Safe for use by many threads.
 *
 * <p>Once there was a key, one is asked for until the server ends, even when all are revoked or the
 * file can't be read any more: a server never opens by itself.
 */
public final class Keys {
  private static final Logger log = LoggerFactory.getLogger(Keys.class);
  private static final long LOOK_EVERY_NANOS = Duration.ofMillis(500).toNanos();

  private final KeyFile file;
  private volatile Known known;
  private volatile long lookedNanos = System.nanoTime();

  /**
   * @param stamp of the file, by which it is known to have changed; null without a file
   */
  private record Known(Map<String, Key> byId, @Nullable Object stamp, boolean required) {}

  private record Stamp(Instant modified, long size, @Nullable Object fileKey) {}

  private Keys(KeyFile file) {
    this.file = file;
    @Nullable Object stamp = stamp();
    Map<String, Key> keys = byId(file.read().keys());
    this.known = new Known(keys, stamp, !keys.isEmpty());
  }

  /**
   * Reads the keys.
   *
   * @throws KeyFileException if they can't be read
   */
  public static Keys open(KeyFile file) {
    return new Keys(file);
  }

  /**
   * Makes a key and keeps it.
   *
   * @return its text, which can't be had again
   * @throws KeyFileException if it can't be kept
   */
  public static KeyText create(KeyFile file, String project, Set<Right> rights, String name) {
    KeyText text = KeyText.random();
    Key key = new Key(text.id(), name, project, rights, Instant.now(), text.sha256());
    KeyFile.Content unused =
        file.update(
            content -> {
              List<Key> keys = new ArrayList<>(content.keys());
              keys.add(key);
              return new KeyFile.Content(keys, content.greeted());
            });
    return text;
  }

  /**
   * Ends a key.
   *
   * @return whether there was such a key
   * @throws KeyFileException if the change can't be kept
   */
  public static boolean revoke(KeyFile file, String id) {
    if (file.read().keys().stream().noneMatch(key -> key.id().equals(id))) {
      return false;
    }
    file.update(
        content ->
            new KeyFile.Content(
                content.keys().stream().filter(key -> !key.id().equals(id)).toList(),
                content.greeted()));
    return true;
  }

  /** Whether requests need a key. */
  public boolean areRequired() {
    return current().required();
  }

  /** Null for a text that is no key, or none any more. */
  @Nullable Key find(String text) {
    KeyText given = KeyText.of(text);
    Key key = given == null ? null : current().byId().get(given.id());
    return key != null && given != null && key.matches(given) ? key : null;
  }

  /** Null when it was revoked. */
  @Nullable Key byId(String id) {
    return current().byId().get(id);
  }

  /**
   * The first key of each project that pages can be read with, where no server has shown its link
   * yet; from now on one has.
   *
   * @throws KeyFileException if that can't be noted
   */
  List<Key> greet() {
    if (file.read().greeted() || !areRequired()) {
      return List.of();
    }
    Map<String, Key> first = new LinkedHashMap<>();
    file.update(content -> new KeyFile.Content(content.keys(), true))
        .keys()
        .forEach(
            key -> {
              if (key.rights().contains(Right.READ)) {
                first.putIfAbsent(key.project(), key);
              }
            });
    return List.copyOf(first.values());
  }

  private Known current() {
    Known before = known;
    long now = System.nanoTime();
    if (now - lookedNanos < LOOK_EVERY_NANOS) {
      return before;
    }
    return look(now);
  }

  private synchronized Known look(long now) {
    lookedNanos = now;
    Known before = known;
    @Nullable Object stamp = stamp();
    if (stamp == null ? before.stamp() == null : stamp.equals(before.stamp())) {
      return before;
    }
    Map<String, Key> keys;
    try {
      keys = byId(file.read().keys());
    } catch (KeyFileException e) {
      log.error("No key is accepted: {}", e.getMessage());
      known = new Known(Map.of(), stamp, true);
      return known;
    }
    known = new Known(keys, stamp, before.required() || !keys.isEmpty());
    return known;
  }

  private @Nullable Object stamp() {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file.path(), BasicFileAttributes.class);
      return new Stamp(
          attributes.lastModifiedTime().toInstant(), attributes.size(), attributes.fileKey());
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static Map<String, Key> byId(List<Key> keys) {
    Map<String, Key> byId = new LinkedHashMap<>();
    keys.forEach(key -> byId.put(key.id(), key));
    return byId;
  }
}
