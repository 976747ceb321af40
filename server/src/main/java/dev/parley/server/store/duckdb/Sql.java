package dev.parley.server.store.duckdb;

import dev.parley.server.store.Scope;
import dev.parley.server.store.Selection;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * SQL text with its parameters, put together piece by piece. Values from outside are always
 * parameters.
 */
final class Sql {
  private final StringBuilder text = new StringBuilder();
  private final List<Object> parameters = new ArrayList<>();

  Sql(String text, Object... values) {
    add(text, values);
  }

  /**
   * Columns of the rows of a table that fulfil a condition. The rows are found first and read then:
   * what is compared with more than a few values, or with what another query finds, is no filter of
   * the engine's scan, which would unpack these columns of every row.
   */
  static Sql of(String columns, String table, Sql condition) {
    return new Sql("SELECT " + columns + " FROM " + table)
        .add("WHERE rowid IN (SELECT rowid FROM " + table + " WHERE")
        .append(condition)
        .add(")");
  }

  Sql add(String piece, Object... values) {
    text.append(piece).append(' ');
    parameters.addAll(List.of(values));
    return this;
  }

  /** Adds {@code AND piece} when there is a value to compare with. */
  Sql and(String piece, @Nullable Object value) {
    return value == null ? this : add("AND " + piece, value);
  }

  /** The condition of a scope on the columns of {@code spans}. */
  Sql where(Scope scope) {
    add("WHERE start_nanos >= ? AND start_nanos < ?", scope.fromNanos(), scope.toNanos());
    String environment = scope.environment();
    if (environment != null) {
      if (environment.isEmpty()) {
        add("AND (environment IS NULL OR environment = '')");
      } else {
        add("AND environment = ?", environment);
      }
    }
    Selection selection = scope.selection();
    return selection == null
        ? this
        : add("AND (").append(FilterSql.ofSpans(selection, scope.whole())).add(")");
  }

  /** Adds {@code AND column IN (…)}; an empty collection matches nothing. */
  Sql andIn(String column, Collection<?> values, String type) {
    if (values.isEmpty()) {
      return add("AND false");
    }
    String one = "?::" + type;
    add("AND " + column + " IN (" + (one + ',').repeat(values.size() - 1) + one + ")");
    parameters.addAll(values);
    return this;
  }

  /** Adds all of another piece. */
  Sql append(Sql other) {
    text.append(other.text);
    parameters.addAll(other.parameters);
    return this;
  }

  /** The statement with its parameters set. */
  PreparedStatement prepare(Connection connection) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(text());
    try {
      int index = 0;
      for (Object parameter : parameters) {
        statement.setObject(++index, parameter);
      }
      return statement;
    } catch (SQLException | RuntimeException e) {
      statement.close();
      throw e;
    }
  }

  /** Runs a statement; returns how many rows it changed. */
  long run(Connection connection) throws SQLException {
    try (PreparedStatement statement = prepare(connection)) {
      return statement.executeUpdate();
    }
  }

  /** What a query makes of each row, in its order. */
  <T> List<T> list(Connection connection, SqlFunction<ResultSet, T> row) throws SQLException {
    List<T> rows = new ArrayList<>();
    try (PreparedStatement statement = prepare(connection)) {
      StoredKeys.each(statement, text(), each -> rows.add(row.apply(each)));
    }
    return rows;
  }

  /** The number that a query of one row and column finds; 0 where it finds no row. */
  long number(Connection connection) throws SQLException {
    List<Long> numbers = list(connection, row -> row.getLong(1));
    return numbers.isEmpty() ? 0 : numbers.get(0);
  }

  String text() {
    return text.toString();
  }

  List<Object> parameters() {
    return parameters;
  }
}
