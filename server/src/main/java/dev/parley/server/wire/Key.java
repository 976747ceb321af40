package dev.parley.server.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** An attribute's key. Immutable; keys that come again and again are mostly the same object. */
public final class Key {
  /** Keys of one process are some hundreds; a collision costs one key's making. */
  private static final int TABLE = 4096;

  private static final int LONGEST = 128;
  private static final Key[] KNOWN = new Key[TABLE];

  private final String name;
  private final boolean indexed;
  private final byte[] utf8;
  private final byte @Nullable [] member;

  private Key(String name, byte[] utf8) {
    this.name = name;
    this.utf8 = utf8;
    this.indexed = hasIndex(name);
    this.member = Utf8.endOfPlain(utf8, 0, utf8.length) == utf8.length ? member(utf8) : null;
  }

  public static Key of(String name) {
    byte[] utf8 = Utf8.bytes(name);
    return utf8.length > LONGEST ? new Key(name, utf8) : known(utf8, 0, utf8.length);
  }

  /** The key whose bytes these are; null where they are not UTF-8. */
  static @Nullable Key read(byte[] bytes, int from, int to) {
    if (!Utf8.isValid(bytes, from, to)) {
      return null;
    }
    if (to - from <= LONGEST) {
      return known(bytes, from, to);
    }
    byte[] utf8 = Arrays.copyOfRange(bytes, from, to);
    return new Key(new String(utf8, StandardCharsets.UTF_8), utf8);
  }

  /**
   * One slot for each hash: what is in it is compared byte by byte and replaced when it is another
   * key, so hostile keys can make it useless, not wrong or slow. Races only lose an entry.
   */
  private static Key known(byte[] bytes, int from, int to) {
    int slot = Utf8.hash(bytes, from, to) & (TABLE - 1);
    Key known = KNOWN[slot];
    if (known != null && Arrays.equals(known.utf8, 0, known.utf8.length, bytes, from, to)) {
      return known;
    }
    byte[] utf8 = Arrays.copyOfRange(bytes, from, to);
    // Interned, so that keys that the program names are found by identity.
    Key key = new Key(new String(utf8, StandardCharsets.UTF_8).intern(), utf8);
    KNOWN[slot] = key;
    return key;
  }

  public String name() {
    return name;
  }

  /** Whether one of its segments, between two dots, is a number, as in {@code a.0.b}. */
  public boolean isIndexed() {
    return indexed;
  }

  /** The name in UTF-8; not to be changed. */
  public byte[] utf8() {
    return utf8;
  }

  /** {@code "key":} as JSON; null where the key needs escapes. Not to be changed. */
  public byte @Nullable [] member() {
    return member;
  }

  private static byte[] member(byte[] plain) {
    byte[] member = new byte[plain.length + 3];
    member[0] = '"';
    System.arraycopy(plain, 0, member, 1, plain.length);
    member[plain.length + 1] = '"';
    member[plain.length + 2] = ':';
    return member;
  }

  private static boolean hasIndex(String name) {
    for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
      int end = dot + 1;
      while (end < name.length() && name.charAt(end) >= '0' && name.charAt(end) <= '9') {
        end++;
      }
      if (end > dot + 1 && end < name.length() && name.charAt(end) == '.') {
        return true;
      }
    }
    return false;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other || (other instanceof Key key && name.equals(key.name));
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  @Override
  public String toString() {
    return name;
  }
}
