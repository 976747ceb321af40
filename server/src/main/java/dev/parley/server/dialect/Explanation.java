package dev.parley.server.dialect;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a span reads as it does.
 *
 * @param dialect who emitted it in lower case, {@code none} where nobody was recognised
 * @param recognisedBy what gave the emitter away
 * @param rules one for each field that is known, in the order of a span's fields
 */
public record Explanation(String dialect, String recognisedBy, List<Rule> rules) {

  /**
   * What gave a field its value.
   *
   * @param field the field's name, such as {@code tokens.input}
   * @param value the value, shortened where it is long
   * @param source the attribute's key, or the place in words
   * @param note what was made of the value as sent; null when it is taken as it is
   */
  public record Rule(String field, String value, String source, @Nullable String note) {}

  public Explanation {
    rules = List.copyOf(rules);
  }
}
