package dev.parley.server.wire;

/**
 * A key and its value.
 *
 * @param key any text, empty too
 * @param value never null; {@link Value#NOTHING} where none was sent
 */
public record Attribute(Key key, Value value) {
  public static Attribute of(String key, Value value) {
    return new Attribute(Key.of(key), value);
  }

  public static Attribute of(String key, String text) {
    return of(key, Value.of(text));
  }

  public String name() {
    return key.name();
  }
}
