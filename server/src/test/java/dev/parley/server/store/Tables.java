package dev.parley.server.store;

import dev.parley.server.store.duckdb.DuckDbStore;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Looks into the tables of a store. */
public final class Tables {
  private Tables() {}

  public static long count(DuckDbStore store, String table) {
    return (long) value(store, "SELECT count(*) FROM " + table);
  }

  /** The first column of the only row. */
  public static Object value(DuckDbStore store, String sql) {
    return column(store, sql).get(0);
  }

  public static List<Object> column(DuckDbStore store, String sql) {
    return store.read(connection -> column(connection, sql));
  }

  private static List<Object> column(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      List<Object> values = new ArrayList<>();
      while (result.next()) {
        values.add(result.getObject(1));
      }
      return values;
    }
  }
}
