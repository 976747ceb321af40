package dev.parley.server.store.duckdb;

import dev.parley.server.store.Project;

/** A question that takes minutes, asked as every other one is. */
public final class SlowQuery {
  private SlowQuery() {}

  public static long ask(DuckDbStore store) {
    Sql sql =
        new Sql(
            "SELECT count(*) AS n FROM range(3000000) a, range(3000000) b WHERE hash(a.range,"
                + " b.range) % 7 = 3");
    return new Reads(store, Project.DEFAULT, 600).list("slow", sql, row -> row.getLong("n")).get(0);
  }
}
