package dev.parley.server.store.duckdb;

import dev.parley.server.model.EpochNanos;
import dev.parley.server.store.Group;
import dev.parley.server.store.StoreException;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Numbers the commits: each writes its {@link CommitRecord} to the table {@code commits} in its own
 * transaction, and to the {@link CommitMark} once that is on disk and before anyone is told. A
 * store whose last record is behind its mark has lost something that was acknowledged.
 *
 * <p>One commit at a time: the lock is held from the number to the mark. Never ask for it while
 * holding the database's own lock.
 */
final class CommitLog {
  /** So many records are kept at least, to hold a mark's chain against. */
  private static final long KEPT = 4_096;

  private static final String COLUMNS =
      "sequence, received_nanos, spans, logs, metric_points, scores, chain";

  private final Object order = new Object();
  private final Database database;

  /** Null when a failure leaves open what the store holds. */
  private volatile @Nullable CommitRecord last;

  /** Committed, with its mark still to be written after a failure to do so. */
  private volatile @Nullable CommitRecord unmarked;

  /** Of the thread that commits groups. */
  private long pruned;

  CommitLog(Database database) {
    this.database = database;
  }

  /**
   * Ends a transaction that stores a group.
   *
   * @throws SQLException if it failed; then nothing of it is stored, unless the failure came after
   *     the commit
   */
  void commit(Connection connection, Group group) throws SQLException {
    CommitRecord before = last;
    if (before != null && before.sequence() >= pruned + KEPT) {
      pruned = before.sequence();
      prune(connection, pruned);
    }
    commit(connection, earlier -> earlier.next(group));
  }

  /** Ends a transaction that brings no record. */
  void commit(Connection connection) throws SQLException {
    commit(connection, before -> before.next(EpochNanos.now()));
  }

  private void commit(Connection connection, UnaryOperator<CommitRecord> following)
      throws SQLException {
    synchronized (order) {
      CommitRecord before = last;
      last = null;
      if (before == null) {
        before = stored();
      }
      CommitRecord next = following.apply(before);
      insert(connection, next);
      Engine.execute(connection, "COMMIT");
      unmarked = next;
      settle();
      last = next;
    }
  }

  /**
   * Makes up for a mark that could not be written: until then nothing is told that relies on it.
   *
   * @throws StoreException if it still can't be written
   */
  void settle() {
    if (unmarked == null) {
      return;
    }
    synchronized (order) {
      CommitRecord record = unmarked;
      if (record == null) {
        return;
      }
      try {
        database.mark().write(record);
        unmarked = null;
      } catch (IOException e) {
        throw new StoreException("the mark of a commit cannot be written: " + e, e);
      }
    }
  }

  private CommitRecord stored() throws SQLException {
    // Not on the committing connection: what it sees may be older.
    var connection = database.connect();
    try {
      CommitRecord found = newest(connection);
      if (found == null) {
        throw new SQLException("the table of commits is empty");
      }
      return found;
    } finally {
      database.disconnect(connection);
    }
  }

  /** The last record of a database; null when it has none yet. */
  static @Nullable CommitRecord newest(Connection connection) throws SQLException {
    return find(connection, "ORDER BY sequence DESC LIMIT 1");
  }

  /** The record with this number; null when it was never written or is no longer kept. */
  static @Nullable CommitRecord at(Connection connection, long sequence) throws SQLException {
    return find(connection, "WHERE sequence = " + sequence);
  }

  private static @Nullable CommitRecord find(Connection connection, String which)
      throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT " + COLUMNS + " FROM commits " + which)) {
      return row.next()
          ? new CommitRecord(
              row.getLong(1),
              row.getLong(2),
              row.getLong(3),
              row.getLong(4),
              row.getLong(5),
              row.getLong(6),
              row.getObject(7, UUID.class))
          : null;
    }
  }

  static void insert(Connection connection, CommitRecord record) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("INSERT INTO commits VALUES (?, ?, ?, ?, ?, ?, ?)")) {
      statement.setLong(1, record.sequence());
      statement.setLong(2, record.nanos());
      statement.setLong(3, record.spans());
      statement.setLong(4, record.logs());
      statement.setLong(5, record.points());
      statement.setLong(6, record.scores());
      statement.setObject(7, record.chain());
      statement.execute();
    }
  }

  /**
   * Deletes what no mark can speak of any more; only where groups are committed, or two would
   * delete the same.
   */
  private static void prune(Connection connection, long newest) throws SQLException {
    Engine.execute(connection, "DELETE FROM commits WHERE sequence < " + (newest - KEPT));
  }
}
