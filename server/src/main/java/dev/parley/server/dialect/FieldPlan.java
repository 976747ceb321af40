package dev.parley.server.dialect;

import dev.parley.server.model.Dialect;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/**
 * Where among some keys the fields of a dialect are. A field has some ten keys and a span some
 * thirty attributes, so it is the attributes that are looked up among the keys, once, and not the
 * keys among the attributes, for each field.
 */
final class FieldPlan {
  private static final int[] NONE = {};

  private final Dialect dialect;
  private final Map<Field, int[]> places = new EnumMap<>(Field.class);

  FieldPlan(KeyTable table, Dialect dialect) {
    this.dialect = dialect;
    Keys keys = Vocabularies.keys(dialect);
    Map<Field, int[]> ranks = new EnumMap<>(Field.class);
    for (int i = 0; i < table.size(); i++) {
      for (Keys.Place place : keys.places(table.key(i).name())) {
        int[] rank = ranks.getOrDefault(place.field(), NONE);
        int at = 0;
        while (at < rank.length && rank[at] < place.rank()) {
          at++;
        }
        ranks.put(place.field(), with(rank, at, place.rank()));
        places.put(place.field(), with(places(place.field()), at, i));
      }
    }
  }

  Dialect dialect() {
    return dialect;
  }

  private static int[] with(int[] all, int at, int one) {
    int[] more = Arrays.copyOf(all, all.length + 1);
    System.arraycopy(all, at, more, at + 1, all.length - at);
    more[at] = one;
    return more;
  }

  /** The best first; not to be changed. */
  int[] places(Field field) {
    return places.getOrDefault(field, NONE);
  }
}
