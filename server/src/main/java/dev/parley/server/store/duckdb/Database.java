package dev.parley.server.store.duckdb;

import dev.parley.server.store.StoreException;
import dev.parley.server.store.StoreOpenException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One engine with the data folder's file attached. A fault (a full disk while committing) can make
 * the engine refuse all further work; it is then opened anew, and connections of the older
 * generation are dead.
 */
final class Database implements AutoCloseable {
  static final String NAME = "parley";

  private static final Logger log = LoggerFactory.getLogger(Database.class);

  private final DataFolder folder;
  private final DuckDbOptions options;

  /** Those in use: an engine holds its file until the last of its connections is closed. */
  private final Set<DuckDBConnection> connections = new HashSet<>();

  private final CommitLog commits = new CommitLog(this);
  private @Nullable DuckDBConnection root;
  private @Nullable CommitMark mark;
  private int generation;

  private Database(DataFolder folder, DuckDbOptions options) {
    this.folder = folder;
    this.options = options;
  }

  static Database open(DataFolder folder, DuckDbOptions options) {
    Database database = new Database(folder, options);
    try {
      NativeLibrary.load(folder.temporary());
      database.start();
      return database;
    } catch (SQLException e) {
      database.stop();
      throw refused(folder, e);
    } catch (IOException e) {
      database.stop();
      throw DataFolder.refused(
          folder.path(), "cannot be read and written (" + e + "); see to its disk", e);
    } catch (StoreOpenException e) {
      database.stop();
      throw e;
    }
  }

  CommitLog commits() {
    return commits;
  }

  synchronized CommitMark mark() throws IOException {
    if (mark == null) {
      throw new IOException("the store is closed, or its database could not be opened again");
    }
    return mark;
  }

  /** Grows whenever connections made before are dead. */
  synchronized int generation() {
    return generation;
  }

  /** A new connection that commits each statement by itself and sees what is committed. */
  synchronized DuckDBConnection connect() throws SQLException {
    if (root == null) {
      throw new SQLException("the store is closed, or its database could not be opened again");
    }
    DuckDBConnection connection = root.duplicate();
    connection.setAutoCommit(true);
    connections.add(connection);
    Engine.execute(connection, "USE " + NAME);
    return connection;
  }

  /** Closes a connection that {@link #connect} gave. */
  synchronized void disconnect(DuckDBConnection connection) {
    connections.remove(connection);
    close(connection);
  }

  /** Opens the file anew if the engine refuses to work. */
  synchronized void heal() {
    if (root != null && works(root)) {
      return;
    }
    stop();
    generation++;
    try {
      start();
    } catch (SQLException | IOException | StoreOpenException e) {
      stop();
      throw new StoreException("the database cannot be opened again: " + e.getMessage(), e);
    }
  }

  /** Folds the log into the file, so that the next start is fast, and closes it. */
  @Override
  public synchronized void close() {
    if (root != null) {
      try {
        Engine.execute(root, "CHECKPOINT " + NAME);
      } catch (SQLException e) {
        // The log has it all; the next start reads it.
      }
    }
    stop();
    if (mark != null) {
      mark.close();
      mark = null;
    }
  }

  private void start() throws SQLException, IOException {
    CommitRecord marked = Recovery.mark(folder);
    attach(marked);
    DuckDBConnection connection = Objects.requireNonNull(root);
    Migrations.run(connection, folder.path());
    CommitRecord stored = Objects.requireNonNull(CommitLog.newest(connection), "V006 writes one");
    if (mark != null) {
      mark.close();
    }
    // The store has it all: from now on it counts as told, so nothing of it may be lost either.
    mark =
        marked == null
            ? CommitMark.create(folder.mark(), stored)
            : CommitMark.open(folder.mark(), marked);
    mark.write(stored);
    if (marked == null && stored.sequence() > 0) {
      log.warn(
          "There is no {}: whether all that was acknowledged before is still there cannot be told."
              + " It is made anew, which is as it should be after a restore.",
          folder.mark());
    }
  }

  /** Attaches the file and holds it against the mark. */
  private void attach(@Nullable CommitRecord marked) throws SQLException, IOException {
    try {
      Recovery.verify(engine(), folder, marked);
      return;
    } catch (SQLException e) {
      long end = Recovery.endOfLog(e);
      if (end < 0 || marked == null) {
        throw e;
      }
      stop();
      Path whole = Recovery.cutLog(folder, end);
      boolean lostNothing = false;
      try {
        Recovery.verify(engine(), folder, marked);
        lostNothing = true;
      } finally {
        if (!lostNothing) {
          stop();
          Recovery.putBack(folder, whole);
        }
      }
      Files.delete(whole);
      log.warn(
          "The end of the log was torn ({}). It held nothing that was acknowledged, and is cut"
              + " off.",
          e.getMessage());
    }
  }

  /** A new engine with the file attached. */
  private DuckDBConnection engine() throws SQLException {
    DuckDBConnection connection =
        DriverManager.getConnection("jdbc:duckdb:").unwrap(DuckDBConnection.class);
    root = connection;
    Engine.attach(connection, folder, options);
    return connection;
  }

  private void stop() {
    connections.forEach(Database::close);
    connections.clear();
    if (root != null) {
      close(root);
      root = null;
    }
  }

  private static void close(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      // It is given up either way.
    }
  }

  private static boolean works(Connection connection) {
    try {
      return Migrations.version(connection) == Migrations.newest();
    } catch (SQLException e) {
      return false;
    }
  }

  private static StoreOpenException refused(DataFolder folder, SQLException e) {
    String message = Engine.message(e);
    String lower = message.toLowerCase(Locale.ROOT);
    if (lower.contains("could not set lock") || lower.contains("conflicting lock")) {
      return DataFolder.inUse(folder.path(), "");
    }
    return Recovery.unreadable(folder, message, e);
  }
}
