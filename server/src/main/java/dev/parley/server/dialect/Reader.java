package dev.parley.server.dialect;

import dev.parley.server.model.Dialect;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Reads fields of a span by the keys of its dialect. */
final class Reader {
  private final Attributes attributes;
  private final Dialect dialect;

  Reader(Attributes attributes, Dialect dialect) {
    this.attributes = attributes;
    this.dialect = dialect;
  }

  Attributes attributes() {
    return attributes;
  }

  @Nullable String text(Field field) {
    return attributes.text(Vocabularies.keys(dialect, field));
  }

  @Nullable Long count(Field field) {
    return attributes.count(Vocabularies.keys(dialect, field));
  }

  @Nullable BigDecimal number(Field field) {
    return attributes.number(Vocabularies.keys(dialect, field));
  }

  /** As sent, words for absence and white space included: arguments and results are content. */
  @Nullable String content(Field field) {
    for (String key : Vocabularies.keys(dialect, field)) {
      String content = attributes.content(key);
      if (content != null) {
        return content;
      }
    }
    return null;
  }
}
