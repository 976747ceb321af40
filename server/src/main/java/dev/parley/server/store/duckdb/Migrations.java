package dev.parley.server.store.duckdb;

import dev.parley.server.store.StoreOpenException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Brings a database's tables to what this version of the server expects, one numbered script after
 * the other.
 */
final class Migrations {
  /** In order; the first is version 1. A script that was released never changes. */
  private static final List<String> SCRIPTS =
      List.of(
          "V001__initial.sql",
          "V002__standings.sql",
          "V003__call_counters.sql",
          "V004__scores.sql",
          "V005__told.sql",
          "V006__commits.sql",
          "V007__extents.sql");

  private Migrations() {}

  /** The scripts in order; the first is version 1. */
  static List<String> scripts() {
    return SCRIPTS;
  }

  /** The version that this server writes. */
  static int newest() {
    return SCRIPTS.size();
  }

  /**
   * @throws StoreOpenException if the database belongs to something else or to a newer server
   */
  static void run(Connection connection, Path folder) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      if (count(
              statement,
              "SELECT count(*) FROM duckdb_tables() WHERE database_name = current_database()"
                  + " AND table_name = 'schema_version'")
          == 0) {
        if (count(
                statement,
                "SELECT count(*) FROM duckdb_tables() WHERE database_name = current_database()")
            > 0) {
          throw DataFolder.refused(
              folder, "holds a database that is not Parley's; name another folder", null);
        }
        statement.execute(
            "CREATE TABLE schema_version (version INTEGER NOT NULL, name VARCHAR NOT NULL,"
                + " applied_nanos BIGINT NOT NULL)");
      }
    }
    int present = version(connection);
    if (present > newest()) {
      throw DataFolder.refused(
          folder,
          "was written by a newer server (schema "
              + present
              + ", this one knows "
              + newest()
              + "); run that version or name another folder",
          null);
    }
    for (int version = present + 1; version <= newest(); version++) {
      apply(connection, version, SCRIPTS.get(version - 1));
    }
  }

  static int version(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return (int) count(statement, "SELECT coalesce(max(version), 0) FROM schema_version");
    }
  }

  private static void apply(Connection connection, int version, String script) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("BEGIN");
      statement.execute(read(script));
    }
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO schema_version VALUES (?, ?, epoch_ns(now()))")) {
      insert.setInt(1, version);
      insert.setString(2, script);
      insert.execute();
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute("COMMIT");
    }
  }

  private static long count(Statement statement, String sql) throws SQLException {
    try (ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getLong(1);
    }
  }

  private static String read(String script) {
    try (InputStream in = Migrations.class.getResourceAsStream("schema/" + script)) {
      if (in == null) {
        throw new IllegalStateException("the class path has no schema/" + script);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
