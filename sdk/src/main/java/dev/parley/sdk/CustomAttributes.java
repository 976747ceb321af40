package dev.parley.sdk;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Attributes of the application's own: {@code custom.<key>} on every span inside, always as text.
 * They merge with those of outer scopes, and the prefix keeps them from replacing any other key. A
 * null value is left out.
 */
public final class CustomAttributes implements Scoped {
  private final Map<String, String> custom;

  private CustomAttributes(Map<String, String> custom) {
    this.custom = custom;
  }

  /**
   * One attribute.
   *
   * @param key without {@code custom.}
   * @param value recorded as its text; null records nothing
   */
  public static CustomAttributes of(String key, @Nullable Object value) {
    return new CustomAttributes(CustomValues.with(Map.of(), key, value));
  }

  /** With one more, or another value of it. */
  public CustomAttributes and(String key, @Nullable Object value) {
    return new CustomAttributes(CustomValues.with(custom, key, value));
  }

  @Override
  public ContextScope open() {
    return Scopes.open(outer -> outer.withCustom(custom));
  }
}
