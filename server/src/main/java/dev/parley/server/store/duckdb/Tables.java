package dev.parley.server.store.duckdb;

import dev.parley.server.store.Address;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Names of the schema's tables and of their content addresses. */
final class Tables {
  static final String SPANS = "spans";

  static final String TITLES = "titles";

  /** Records beside the spans. */
  static final List<String> RECORDS = List.of("logs", "metric_points", "scores");

  /** What records refer to. */
  static final List<String> CONTENTS = List.of("messages", "blobs", "resources");

  private Tables() {}

  /** The names of all tables of an attached database. */
  static List<String> of(Connection connection, String database) throws SQLException {
    return new Sql(
            "SELECT table_name FROM duckdb_tables() WHERE database_name = ? AND schema_name ="
                + " 'main' ORDER BY table_name",
            database)
        .list(connection, row -> row.getString(1));
  }

  static String name(Address.Table table) {
    return EnumNames.lowerCase(table);
  }

  /** The column with the hash of a row's whole content. */
  static String hashColumn(Address.Table table) {
    return switch (table) {
      case MESSAGES, BLOBS, RESOURCES -> "hash";
      case LOGS, METRIC_POINTS, SCORES -> "fingerprint";
    };
  }

  /** The column with a content's text. */
  static String textColumn(Address.Table table) {
    return switch (table) {
      case MESSAGES, RESOURCES -> "json";
      case BLOBS -> "text";
      case LOGS, METRIC_POINTS, SCORES ->
          throw new IllegalArgumentException("table: " + table + " (expected: one with content)");
    };
  }
}
