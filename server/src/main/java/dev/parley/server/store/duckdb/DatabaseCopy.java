package dev.parley.server.store.duckdb;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
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
    Engine.attach(connection, file, name);
    Map<String, Long> written;
    try {
      Engine.execute(connection, "USE " + name);
      try {
        Migrations.run(connection, file);
      } finally {
        Engine.execute(connection, "USE " + Database.NAME);
      }
      written = fill(connection, name);
      Engine.execute(connection, "CHECKPOINT " + name);
    } finally {
      Engine.execute(connection, "DETACH " + name);
    }
    Map<String, Long> read = counts(connection, file);
    if (!read.equals(written)) {
      throw new SQLException("the copy holds " + read + " (expected: " + written + ")");
    }
    return written;
  }

  private static Map<String, Long> fill(Connection connection, String name) throws SQLException {
    Map<String, Long> rows = new LinkedHashMap<>();
    Engine.execute(connection, "BEGIN");
    try {
      for (String table : Tables.of(connection, Database.NAME)) {
        // Some begin with rows.
        Engine.execute(connection, "DELETE FROM " + name + ".main." + table);
        rows.put(
            table,
            new Sql(
                    "INSERT INTO "
                        + name
                        + ".main."
                        + table
                        + " BY NAME SELECT * FROM "
                        + Database.NAME
                        + ".main."
                        + table)
                .run(connection));
      }
      Engine.execute(connection, "COMMIT");
      return rows;
    } catch (SQLException e) {
      Engine.execute(connection, "ROLLBACK");
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
    Engine.attachReadOnly(connection, file, name);
    try {
      Map<String, Long> rows = new LinkedHashMap<>();
      for (String table : Tables.of(connection, name)) {
        rows.put(
            table, new Sql("SELECT count(*) FROM " + name + ".main." + table).number(connection));
      }
      return rows;
    } finally {
      Engine.execute(connection, "DETACH " + name);
    }
  }
}
