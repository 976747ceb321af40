package dev.parley.server.store.duckdb;

import dev.parley.server.store.Address;
import dev.parley.server.store.ContentRow;
import dev.parley.server.store.Group;
import dev.parley.server.store.LogRow;
import dev.parley.server.store.PointRow;
import dev.parley.server.store.ScoreRow;
import dev.parley.server.store.SpanRow;
import dev.parley.server.store.StoreException;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * Commits groups on a connection of its own, which belongs to the thread that commits.
 *
 * <p>The appenders live on from commit to commit. {@code BEGIN} comes before the first row of each:
 * without it an appender commits by itself every 2,048 rows, and a rollback undoes nothing. After
 * any failure the connection and its appenders are given up, since an appender is dead after its
 * first error.
 */
final class GroupWriter implements AutoCloseable {
  private final Database database;
  private final Map<String, RowAppender> appenders = new HashMap<>();
  private @Nullable DuckDBConnection connection;
  private @Nullable Thread owner;

  GroupWriter(Database database) {
    this.database = database;
  }

  void commit(Group group) {
    try {
      DuckDBConnection open = connectionOfThisThread();
      Engine.execute(open, "BEGIN");
      append(open, group);
      for (RowAppender appender : appenders.values()) {
        appender.flush();
      }
      StandingSql.apply(open, group.project(), group.changes());
      ToldSql.apply(open, group.project(), group.contentChanges());
      database.commits().commit(open, group);
    } catch (SQLException | RuntimeException e) {
      rollback();
      database.heal();
      throw new StoreException("commit failed: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    closeAppenders();
    if (connection != null) {
      database.disconnect(connection);
      connection = null;
    }
  }

  private void append(DuckDBConnection open, Group group) throws SQLException {
    for (ContentRow content : group.contents()) {
      Rows.content(appender(open, Tables.name(content.address().table())), group, content);
    }
    for (SpanRow span : group.spans()) {
      Rows.span(appender(open, Tables.SPANS), group, span);
    }
    for (LogRow log : group.logs()) {
      Rows.log(appender(open, Tables.name(Address.Table.LOGS)), group, log);
    }
    for (PointRow point : group.points()) {
      Rows.point(appender(open, Tables.name(Address.Table.METRIC_POINTS)), group, point);
    }
    for (ScoreRow score : group.scores()) {
      Rows.score(appender(open, Tables.name(Address.Table.SCORES)), group, score);
    }
  }

  private RowAppender appender(DuckDBConnection open, String table) throws SQLException {
    RowAppender appender = appenders.get(table);
    if (appender == null) {
      appender = new RowAppender(open, table);
      appenders.put(table, appender);
    }
    return appender;
  }

  /** An appender works on the thread that made it only. */
  private DuckDBConnection connectionOfThisThread() throws SQLException {
    if (owner != Thread.currentThread()) {
      close();
      owner = Thread.currentThread();
    }
    if (connection == null) {
      connection = database.connect();
    }
    return connection;
  }

  /** Appenders first: closing one flushes its rows, which must be part of what is rolled back. */
  private void rollback() {
    closeAppenders();
    DuckDBConnection failed = connection;
    if (failed != null) {
      quietly(() -> Engine.execute(failed, "ROLLBACK"));
    }
    close();
  }

  private void closeAppenders() {
    for (RowAppender appender : appenders.values()) {
      quietly(appender::close);
    }
    appenders.clear();
  }

  private static void quietly(Cleanup cleanup) {
    try {
      cleanup.run();
    } catch (SQLException | RuntimeException e) {
      // The failure that led here is the one to report.
    }
  }

  private interface Cleanup {
    void run() throws SQLException;
  }
}
