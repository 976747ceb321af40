package dev.parley.server.store.duckdb;

import dev.parley.server.store.ContentHash;
import dev.parley.server.store.QueryLimit;
import dev.parley.server.store.StoreException;
import dev.parley.server.store.StoreReadException;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs queries on reader connections that see one project: within the limit of the request that
 * they are part of, or each with a time limit of its own. Safe for use by many threads.
 */
final class Reads {
  /** Makes a value of the current row. */
  @FunctionalInterface
  interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  private final DuckDbStore store;
  private final String project;
  private final int timeoutSeconds;

  Reads(DuckDbStore store, String project, int timeoutSeconds) {
    this.store = store;
    this.project = project;
    this.timeoutSeconds = timeoutSeconds;
  }

  <T> List<T> list(String what, Sql sql, Row<T> row) {
    List<T> rows = new ArrayList<>();
    each(what, sql, row, rows::add);
    return rows;
  }

  /** The first row, or null. */
  <T> @Nullable T first(String what, Sql sql, Row<T> row) {
    List<T> rows = list(what, sql, row);
    return rows.isEmpty() ? null : rows.get(0);
  }

  <T> void each(String what, Sql sql, Row<T> row, Consumer<T> visitor) {
    try {
      store.read(project, connection -> run(connection, sql, row, visitor));
    } catch (StoreReadException e) {
      throw new StoreReadException(what + ": " + e.getMessage(), e.isTimeout(), e);
    } catch (StoreException e) {
      String reason = String.valueOf(e.getMessage());
      boolean timeout = reason.toLowerCase(Locale.ROOT).contains("interrupt");
      throw new StoreReadException(
          timeout
              ? what + ": stopped after " + timeoutSeconds + " s (expected: a smaller range)"
              : what + ": " + reason,
          timeout,
          e);
    }
  }

  private <T> boolean run(Connection connection, Sql sql, Row<T> row, Consumer<T> visitor)
      throws SQLException {
    try (PreparedStatement statement = sql.prepare(connection)) {
      if (QueryLimit.current() == null) {
        statement.setQueryTimeout(timeoutSeconds);
      }
      StoredKeys.each(statement, sql.text(), each -> visitor.accept(row.read(each)));
    }
    return true;
  }

  static @Nullable Long nullableLong(ResultSet row, String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? null : value;
  }

  static @Nullable Integer nullableInt(ResultSet row, String column) throws SQLException {
    int value = row.getInt(column);
    return row.wasNull() ? null : value;
  }

  /** By position: looking names up is what reading many rows would be spent on. */
  static @Nullable Long nullableLong(ResultSet row, int column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? null : value;
  }

  /** A list of texts; empty for NULL. */
  static List<String> texts(ResultSet row, String column) throws SQLException {
    Array array = row.getArray(column);
    List<String> texts = new ArrayList<>();
    if (array != null) {
      for (Object value : (Object[]) array.getArray()) {
        texts.add(value instanceof UUID uuid ? ContentHash.toHex(uuid) : String.valueOf(value));
      }
    }
    return texts;
  }
}
