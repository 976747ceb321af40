package dev.parley.server.store.duckdb;

/** The SQL that finds what is scored. */
final class ScoreSql {
  /** The newest row of each score: one that is sent again under its id replaces the one before. */
  static final String NEWEST =
      "(SELECT * FROM scores QUALIFY row_number() OVER (PARTITION BY project, id ORDER BY"
          + " received_nanos DESC, time_nanos DESC) = 1)";

  private ScoreSql() {}

  /**
   * The condition that a span has a score of this name which fulfils another condition: on itself,
   * its answer, its turn, its conversation or its trace.
   *
   * @param condition on the columns of {@code scores}
   */
  static Sql onSpan(String name, Sql condition) {
    Sql sql = new Sql("(");
    add(sql, "(trace_id, span_id)", "trace_id, span_id", "span_id IS NOT NULL", name, condition);
    sql.add("OR");
    add(
        sql,
        "response_id",
        "response_id",
        "span_id IS NULL AND response_id IS NOT NULL",
        name,
        condition);
    sql.add("OR");
    add(
        sql,
        "(conversation_id, turn)",
        "conversation_id, turn",
        "span_id IS NULL AND response_id IS NULL AND conversation_id IS NOT NULL AND turn IS NOT"
            + " NULL",
        name,
        condition);
    sql.add("OR");
    add(
        sql,
        "conversation_id",
        "conversation_id",
        "span_id IS NULL AND response_id IS NULL AND conversation_id IS NOT NULL AND turn IS NULL",
        name,
        condition);
    sql.add("OR");
    add(
        sql,
        "trace_id",
        "trace_id",
        "span_id IS NULL AND response_id IS NULL AND conversation_id IS NULL",
        name,
        condition);
    return sql.add(")");
  }

  private static void add(
      Sql sql, String of, String columns, String target, String name, Sql condition) {
    sql.add(
            of + " IN (SELECT " + columns + " FROM " + NEWEST + " WHERE name = ? AND " + target,
            name)
        .add("AND")
        .append(condition)
        .add(")");
  }
}
