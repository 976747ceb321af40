package dev.parley.server.store.filter;

import dev.parley.server.store.filter.Tokens.Token;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Which field a name means. */
final class Fields {
  private static final String METADATA = "metadata.";
  private static final String SCORE = "score.";

  /** Beginnings of plain names: another name under them is misspelt rather than an attribute. */
  private static final Set<String> FAMILIES = Set.of("tokens.", "model.", "workflow.", "agent.");

  private Fields() {}

  /**
   * The field of a filter.
   *
   * @param gathered whether conversations or workflows are asked for, not spans
   */
  static Field named(Token token, boolean gathered) {
    String name = token.text();
    if (token.type() == Tokens.Type.QUOTED) {
      if (name.isEmpty()) {
        throw new FilterException(token.position(), "\"\"", "an attribute's key");
      }
      return new Field.Attribute(name);
    }
    KnownField known = KnownField.named(name);
    if (known != null) {
      if (!gathered && !known.isOfSpans()) {
        throw new FilterException(
            token.position(),
            "\"" + name + "\", which conversations and workflows have",
            "a field of spans");
      }
      return new Field.Known(known);
    }
    if (name.equals("tags") || name.equals("tag")) {
      return new Field.Tags();
    }
    if (name.startsWith(SCORE) && name.length() > SCORE.length()) {
      return new Field.Score(name.substring(SCORE.length()));
    }
    if (name.startsWith(METADATA) && name.length() > METADATA.length()) {
      return new Field.Metadata(name.substring(METADATA.length()));
    }
    String family = name.substring(0, name.indexOf('.') + 1);
    if (FAMILIES.contains(family)) {
      throw new FilterException(
          token.position(),
          "field " + token.shown(),
          members(family) + ", or an attribute's key in quotes");
    }
    if (name.indexOf('.') > 0) {
      return new Field.Attribute(name);
    }
    throw new FilterException(
        token.position(),
        "field " + token.shown(),
        hint(name) + "or an attribute's key, in quotes where it has no dot");
  }

  /** A field to group spans by: those of filters that have one value, and parts of time. */
  static Field grouping(Token token) {
    if (token.type() == Tokens.Type.WORD) {
      for (Field.TimeUnit unit : Field.TimeUnit.values()) {
        if (unit.name().toLowerCase(Locale.ROOT).equals(token.text())) {
          return new Field.Time(unit);
        }
      }
    }
    Field field = named(token, false);
    KnownField known = field.known();
    boolean text = known == null || known.type() == KnownField.Type.TEXT;
    if (field instanceof Field.Score || !(text || known == KnownField.TURN)) {
      throw new FilterException(
          token.position(),
          token.shown(),
          "hour, day, week, month, an attribute, or a field that is a text");
    }
    return field;
  }

  private static String members(String family) {
    return KnownField.labels().stream()
        .filter(label -> (label + ".").startsWith(family))
        .collect(Collectors.joining(", "));
  }

  private static String hint(String name) {
    List<String> near =
        KnownField.labels().stream()
            .filter(label -> distance(label, name.toLowerCase(Locale.ROOT)) <= 2)
            .sorted(Comparator.comparingInt(label -> distance(label, name)))
            .limit(2)
            .toList();
    return (near.isEmpty()
            ? "one of " + String.join(", ", KnownField.labels())
            : String.join(" or ", near))
        + ", ";
  }

  /** Levenshtein's; names are short, a filter is at most 2,000 characters. */
  private static int distance(String a, String b) {
    if (Math.abs(a.length() - b.length()) > 2) {
      return Integer.MAX_VALUE;
    }
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int above = row[j];
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(change, Math.min(above, row[j - 1]) + 1);
        diagonal = above;
      }
    }
    return row[b.length()];
  }
}
