package dev.parley.server.store.duckdb;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes everything that a connection sees at one moment to a new database file, table by table and
 * in order. Commits go on meanwhile, and are not in it. What was deleted is not in it either: its
 * bytes are left behind in the old file.
 */
final class DatabaseCopy {
  private static final AtomicLong NUMBER = new AtomicLong();

  private DatabaseCopy() {}

  /**
   * Writes the copy and counts what can be read of it.
   *
   * @param file of which nothing is there yet
   * @return rows by table
   * @throws SQLException if it can't be written, or does not hold what was written
   */
  static Map<String, Long> write(Connection connection, Path file) throws SQLException {
    String name = "copy_" + NUMBER.incrementAndGet();
    execute(connection, attach(file, name, "ROW_GROUP_SIZE 20480"));
    Map<String, Long> written;
    try {
      execute(connection, "USE " + name);
      try {
        Migrations.run(connection, file);
      } finally {
        execute(connection, "USE " + Database.NAME);
      }
      written = fill(connection, name);
      execute(connection, "CHECKPOINT " + name);
    } finally {
      execute(connection, "DETACH " + name);
    }
    Map<String, Long> read = counts(connection, file);
    if (!read.equals(written)) {
      throw new SQLException("the copy holds " + read + " (expected: " + written + ")");
    }
    return written;
  }

  private static Map<String, Long> fill(Connection connection, String name) throws SQLException {
    Map<String, Long> rows = new LinkedHashMap<>();
    execute(connection, "BEGIN");
    try {
      for (String table : tables(connection, Database.NAME)) {
        // Some begin with rows.
        execute(connection, "DELETE FROM " + name + ".main." + table);
        rows.put(
            table,
            DuckDbLifecycle.run(
                connection,
                new Sql(
                    "INSERT INTO "
                        + name
                        + ".main."
                        + table
                        + " BY NAME SELECT * FROM "
                        + Database.NAME
                        + ".main."
                        + table)));
      }
      execute(connection, "COMMIT");
      return rows;
    } catch (SQLException e) {
      execute(connection, "ROLLBACK");
      throw e;
    }
  }

  /**
   * Rows by table of a database file that nobody has open.
   *
   * @throws SQLException if it is none of ours, or damaged
   */
  static Map<String, Long> counts(Connection connection, Path file) throws SQLException {
    String name = "copy_" + NUMBER.incrementAndGet();
    execute(connection, attach(file, name, "READ_ONLY"));
    try {
      Map<String, Long> rows = new LinkedHashMap<>();
      for (String table : tables(connection, name)) {
        rows.put(
            table,
            DuckDbLifecycle.number(
                connection, new Sql("SELECT count(*) FROM " + name + ".main." + table)));
      }
      return rows;
    } finally {
      execute(connection, "DETACH " + name);
    }
  }

  private static List<String> tables(Connection connection, String database) throws SQLException {
    List<String> tables = new ArrayList<>();
    StoredKeys.query(
        connection,
        new Sql(
            "SELECT table_name FROM duckdb_tables() WHERE database_name = ? AND schema_name ="
                + " 'main' ORDER BY table_name",
            database),
        row -> tables.add(row.getString(1)));
    return tables;
  }

  private static String attach(Path file, String name, String how) {
    return "ATTACH '" + file.toString().replace("'", "''") + "' AS " + name + " (" + how + ")";
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
