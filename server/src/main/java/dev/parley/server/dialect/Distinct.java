package dev.parley.server.dialect;

import dev.parley.server.wire.Attribute;
import dev.parley.server.wire.Key;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells of each attribute, asked in order, whether its key comes for the first time. Few attributes
 * need no set: a bit for each key's hash shows that most keys are new.
 */
final class Distinct {
  private static final int FEW = 64;

  private final List<Attribute> attributes;
  private final @Nullable Set<String> names;
  private long seen;

  Distinct(List<Attribute> attributes) {
    this.attributes = attributes;
    this.names = attributes.size() > FEW ? new HashSet<>() : null;
  }

  boolean isFirst(int index) {
    Key key = attributes.get(index).key();
    if (names != null) {
      return names.add(key.name());
    }
    long bit = 1L << key.name().hashCode();
    if ((seen & bit) != 0) {
      for (int i = 0; i < index; i++) {
        if (attributes.get(i).key().equals(key)) {
          return false;
        }
      }
    }
    seen |= bit;
    return true;
  }
}
