package dev.parley.server.store.duckdb;

import dev.parley.server.store.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import org.duckdb.DuckDBConnection;

/** Connections for queries, as many as may run at once; a query waits for one. */
final class ReaderPool implements AutoCloseable {
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
   */
  <T> T read(SqlFunction<Connection, T> query) {
    permits.acquireUninterruptibly();
    try {
      Reader reader = take();
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

  private Reader take() throws SQLException {
    int generation = database.generation();
    for (Reader reader = idle.poll(); reader != null; reader = idle.poll()) {
      if (reader.generation() == generation) {
        return reader;
      }
      database.disconnect(reader.connection());
    }
    return new Reader(database.connect(), generation);
  }

  private record Reader(DuckDBConnection connection, int generation) {}
}
