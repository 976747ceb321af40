package dev.parley.server.store.duckdb;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Copies what can be read of a database with damaged blocks to a new one, by ranges of rows: a
 * range that can't be read is lost, the others are not.
 */
final class Salvage {
  private static final String NEW = "salvaged";

  /** One row group, which is what shares a block. */
  private static final long RANGE = 20_480;

  private final Connection connection;
  private final List<String> losses = new ArrayList<>();

  private Salvage(Connection connection) {
    this.connection = connection;
  }

  /** The tables with rows that can't be read. */
  static List<String> damagedTables(Connection connection) throws SQLException {
    List<String> damaged = new ArrayList<>();
    for (String table : Tables.of(connection, Database.NAME)) {
      try (Statement statement = connection.createStatement();
          ResultSet result =
              statement.executeQuery("SELECT bit_xor(hash(t)) FROM " + table + " t")) {
        result.next();
      } catch (SQLException e) {
        damaged.add(table);
      }
    }
    return damaged;
  }

  /**
   * Copies all tables to a new file.
   *
   * @return what could not be copied, a line for each table
   */
  static List<String> copy(Connection connection, Path to) throws SQLException {
    Salvage salvage = new Salvage(connection);
    Engine.attach(connection, to, NEW);
    for (String table : Tables.of(connection, Database.NAME)) {
      salvage.table(table);
    }
    salvage.setVersion();
    Engine.execute(connection, "CHECKPOINT " + NEW);
    Engine.execute(connection, "DETACH " + NEW);
    return salvage.losses;
  }

  private void table(String table) throws SQLException {
    Engine.execute(connection, "USE " + NEW);
    try {
      Engine.execute(connection, definition(table));
    } finally {
      Engine.execute(connection, "USE " + Database.NAME);
    }
    long rows = new Sql("SELECT coalesce(max(rowid) + 1, 0) FROM " + table).number(connection);
    long lost = 0;
    for (long from = 0; from < rows; from += RANGE) {
      String range = " WHERE rowid >= " + from + " AND rowid < " + (from + RANGE);
      try {
        Engine.execute(
            connection, "INSERT INTO " + NEW + "." + table + " SELECT * FROM " + table + range);
      } catch (SQLException e) {
        lost += new Sql("SELECT count(*) FROM " + table + range).number(connection);
      }
    }
    if (lost > 0) {
      losses.add(String.format(Locale.ROOT, "%,d of %,d rows of %s", lost, rows, table));
    }
  }

  /** The tables are there; where their version was lost, it is taken for this server's. */
  private void setVersion() throws SQLException {
    Engine.execute(
        connection,
        "INSERT INTO "
            + NEW
            + ".schema_version SELECT "
            + Migrations.newest()
            + ", 'salvaged', epoch_ns(now()) WHERE NOT EXISTS (FROM "
            + NEW
            + ".schema_version)");
  }

  private String definition(String table) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT sql FROM duckdb_tables() WHERE database_name = '"
                    + Database.NAME
                    + "' AND table_name = '"
                    + table
                    + "'")) {
      row.next();
      return row.getString(1);
    }
  }
}
