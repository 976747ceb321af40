package dev.parley.server.store.duckdb;

import dev.parley.server.store.StoreException;
import dev.parley.server.store.StoreOpenException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * One engine with the data folder's file attached. A fault (a full disk while committing) can make
 * the engine refuse all further work; it is then opened anew, and connections of the older
 * generation are dead.
 */
final class Database implements AutoCloseable {
  static final String NAME = "parley";

  private final DataFolder folder;
  private final DuckDbOptions options;

  /** Those in use: an engine holds its file until the last of its connections is closed. */
  private final Set<DuckDBConnection> connections = new HashSet<>();

  private @Nullable DuckDBConnection root;
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
      throw refused(folder.path(), e);
    } catch (StoreOpenException e) {
      database.stop();
      throw e;
    }
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
    execute(connection, "USE " + NAME);
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
    } catch (SQLException e) {
      stop();
      throw new StoreException("the database cannot be opened again: " + e.getMessage(), e);
    }
  }

  /** Folds the log into the file, so that the next start is fast, and closes it. */
  @Override
  public synchronized void close() {
    if (root != null) {
      try {
        execute(root, "CHECKPOINT " + NAME);
      } catch (SQLException e) {
        // The log has it all; the next start reads it.
      }
    }
    stop();
  }

  private void start() throws SQLException {
    DuckDBConnection connection =
        DriverManager.getConnection("jdbc:duckdb:").unwrap(DuckDBConnection.class);
    root = connection;
    execute(connection, "SET memory_limit = '" + options.memoryLimitMb() + "MB'");
    execute(connection, "SET wal_autocheckpoint = '" + options.walAutocheckpointMb() + "MB'");
    execute(connection, "SET temp_directory = " + quoted(folder.temporary().resolve("spill")));
    // Always with the same row group size: a file of small groups that is opened with the default
    // stalls for seconds
    // at each checkpoint after a DELETE.
    execute(
        connection,
        "ATTACH " + quoted(folder.database()) + " AS " + NAME + " (ROW_GROUP_SIZE 20480)");
    execute(connection, "USE " + NAME);
    Migrations.run(connection, folder.path());
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

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String quoted(Path path) {
    return "'" + path.toString().replace("'", "''") + "'";
  }

  private static StoreOpenException refused(Path folder, SQLException e) {
    String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    String lower = message.toLowerCase(Locale.ROOT);
    if (lower.contains("could not set lock") || lower.contains("conflicting lock")) {
      return DataFolder.inUse(folder, "");
    }
    return DataFolder.refused(
        folder,
        "holds a database that cannot be opened ("
            + message
            + "); restore it or name another folder",
        e);
  }
}
