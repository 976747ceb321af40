package dev.parley.server.store;

import dev.parley.server.store.duckdb.DuckDbStore;

/** What is folded of a store, held against its spans. */
public final class Folded {
  private Folded() {}

  /** Folds all that is there. */
  public static void all(DuckDbStore store) {
    long until = (long) Tables.value(store, "SELECT coalesce(max(received_nanos), 0) FROM spans");
    while (store.foldedUntil(Project.DEFAULT) < until) {
      long unused = store.fold(Project.DEFAULT, until);
    }
  }

  /** Spans that were folded and lie outside of where their conversation or trace is looked for. */
  public static long uncovered(DuckDbStore store) {
    return uncovered(store, "conversation") + uncovered(store, "trace");
  }

  private static long uncovered(DuckDbStore store, String of) {
    return (long)
        Tables.value(
            store,
            "SELECT count(*) FROM spans s JOIN extents_progress p USING (project) LEFT JOIN (SELECT"
                + " project, OF_id, min(first_nanos) AS f, max(last_nanos) AS l FROM OF_extents"
                    .replace("OF", of)
                + " GROUP BY ALL) e USING (project, OF_id) WHERE s.OF_id IS NOT NULL AND"
                    .replace("OF", of)
                + " received_nanos <= until_nanos AND (f IS NULL OR start_nanos NOT BETWEEN f AND"
                + " l)");
  }
}
