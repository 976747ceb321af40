package dev.parley.server.store.duckdb;

import dev.parley.server.store.QueryLimit;
import dev.parley.server.store.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/** Connections for queries, as many as may run at once; a query waits for one. */
final class ReaderPool implements AutoCloseable {
  /** How often a query that waits for its turn looks whether anybody still waits for it. */
  private static final long LOOK_MILLIS = 100;

  private final Database database;
  private final int size;
  private final Semaphore permits;
  private final ConcurrentLinkedDeque<Reader> idle = new ConcurrentLinkedDeque<>();

  ReaderPool(Database database, int size) {
    this.database = database;
    this.size = size;
    this.permits = new Semaphore(size, true);
  }

  /**
   * @throws StoreException if the query fails
   * @throws dev.parley.server.store.StoreReadException if the limit of this thread is over
   */
  <T> T read(SqlFunction<Connection, T> query) {
    return read(null, query);
  }

  /**
   * @param project the only one whose rows the query sees, or null for all
   * @throws StoreException if the query fails
   */
  <T> T read(@Nullable String project, SqlFunction<Connection, T> query) {
    acquire();
    try {
      Reader reader = take(project);
      boolean healthy = false;
      try {
        T result = query.apply(reader.connection());
        healthy = true;
        return result;
      } finally {
        // A connection in an unknown state (a transaction left open, a dead engine) serves nobody
        // else.
        if (healthy) {
          idle.push(reader);
        } else {
          database.disconnect(reader.connection());
        }
      }
    } catch (SQLException e) {
      throw new StoreException("query failed: " + e.getMessage(), e);
    } finally {
      permits.release();
    }
  }

  private void acquire() {
    QueryLimit limit = QueryLimit.current();
    if (limit == null) {
      permits.acquireUninterruptibly();
      return;
    }
    boolean acquired = false;
    while (!acquired) {
      limit.check();
      try {
        acquired = permits.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new StoreException("interrupted while waiting for a reader", e);
      }
    }
  }

  /** How many queries run now. */
  int busy() {
    return size - permits.availablePermits();
  }

  /** Waits for running queries and closes all connections. */
  @Override
  public void close() {
    permits.acquireUninterruptibly(size);
    try {
      closeIdle();
    } finally {
      permits.release(size);
    }
  }

  private void closeIdle() {
    for (Reader reader = idle.poll(); reader != null; reader = idle.poll()) {
      database.disconnect(reader.connection());
    }
  }

  private Reader take(@Nullable String project) throws SQLException {
    int generation = database.generation();
    for (Reader reader : idle) {
      if (reader.generation() == generation
          && Objects.equals(reader.project(), project)
          && idle.remove(reader)) {
        return reader;
      }
    }
    for (Reader reader = idle.poll(); reader != null; reader = idle.poll()) {
      if (reader.generation() == generation) {
        return confined(reader, project);
      }
      database.disconnect(reader.connection());
    }
    return confined(new Reader(database.connect(), generation, null), project);
  }

  private Reader confined(Reader reader, @Nullable String project) throws SQLException {
    if (Objects.equals(reader.project(), project)) {
      return reader;
    }
    try {
      ProjectWall.confine(reader.connection(), project);
    } catch (SQLException e) {
      database.disconnect(reader.connection());
      throw e;
    }
    return new Reader(reader.connection(), reader.generation(), project);
  }

  /**
   * @param project the only one whose rows it sees, or null for all
   */
  private record Reader(DuckDBConnection connection, int generation, @Nullable String project) {}
}
