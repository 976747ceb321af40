package dev.parley.server.store.duckdb;

import dev.parley.server.store.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;

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
          reader.close();
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

  /** Lets go of connections to an engine that is gone; a fresh one is made on demand. */
  void closeIdle() {
    for (Reader reader = idle.poll(); reader != null; reader = idle.poll()) {
      reader.close();
    }
  }

  private Reader take() throws SQLException {
    int generation = database.generation();
    for (Reader reader = idle.poll(); reader != null; reader = idle.poll()) {
      if (reader.generation() == generation) {
        return reader;
      }
      reader.close();
    }
    return new Reader(database.connect(), generation);
  }

  private record Reader(Connection connection, int generation) {
    void close() {
      try {
        connection.close();
      } catch (SQLException e) {
        // It serves nobody any more.
      }
    }
  }
}
