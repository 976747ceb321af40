package dev.parley.server.dialect;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where among some keys the fields of a dialect are. A field has some ten keys and a span some
 * thirty attributes, so it is the attributes that are looked up among the keys, once, and not the
 * keys among the attributes, for each field.
 */
final class FieldPlan {
  private static final int[] NONE = {};

  private final int[][] places = new int[Field.values().length][];

  FieldPlan(KeyTable table, Keys keys) {
    Arrays.fill(places, NONE);
    int[] @Nullable [] ranks = new int[places.length][];
    for (int i = 0; i < table.size(); i++) {
      for (Keys.Place place : keys.places(table.key(i).name())) {
        int field = place.field().ordinal();
        int[] before = ranks[field];
        int[] rank = before == null ? NONE : before;
        int at = 0;
        while (at < rank.length && rank[at] < place.rank()) {
          at++;
        }
        ranks[field] = with(rank, at, place.rank());
        places[field] = with(places[field], at, i);
      }
    }
  }

  private static int[] with(int[] all, int at, int one) {
    int[] more = Arrays.copyOf(all, all.length + 1);
    System.arraycopy(all, at, more, at + 1, all.length - at);
    more[at] = one;
    return more;
  }

  /** The best first; not to be changed. */
  int[] places(Field field) {
    return places[field.ordinal()];
  }
}
