package dev.parley.sdk.internal.response;

import org.jspecify.annotations.Nullable;

/** Puts the texts of an answer's parts together. */
final class Texts {
  private Texts() {}

  /** Appends after the separator, where neither side has white space there already. */
  static void append(StringBuilder all, @Nullable String text, String separator) {
    if (text == null || text.isEmpty()) {
      return;
    }
    boolean apart =
        all.isEmpty()
            || Character.isWhitespace(all.charAt(all.length() - 1))
            || Character.isWhitespace(text.charAt(0));
    all.append(apart ? "" : separator).append(text);
  }

  /**
   * The text of a part that is one of these kinds: {@code {"type": "text", "text": …}}, or an
   * object that holds its variant under the kind's name.
   */
  static @Nullable String of(@Nullable Object part, String... kinds) {
    if (part instanceof CharSequence) {
      return part.toString();
    }
    String own = Shape.isStructure(part) ? plain(Shape.get(part, "text")) : null;
    if (own != null) {
      return own;
    }
    for (String kind : kinds) {
      Object variant = Shape.get(part, kind);
      if (variant instanceof CharSequence text) {
        return text.toString();
      }
      String text = Shape.text(Shape.first(variant, "text", "refusal"));
      if (text != null) {
        return text;
      }
    }
    return null;
  }

  /** The variant of this name that an object holds, else the object itself. */
  static @Nullable Object variant(@Nullable Object node, String name) {
    Object variant = Shape.get(node, name);
    return variant == null || variant instanceof CharSequence ? node : variant;
  }

  private static @Nullable String plain(@Nullable Object text) {
    return text instanceof CharSequence
            || (text != null && Accessors.byName(text.getClass()) != null)
        ? Shape.text(text)
        : null;
  }
}
