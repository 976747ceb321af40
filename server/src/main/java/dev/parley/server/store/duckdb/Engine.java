package dev.parley.server.store.duckdb;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** How the engine is told to use the machine and a data folder's file. */
final class Engine {
  private Engine() {}

  /** Attaches a folder's database to a new engine, and makes it the current one. */
  static void attach(Connection connection, DataFolder folder, DuckDbOptions options)
      throws SQLException {
    execute(connection, "SET memory_limit = '" + options.memoryLimitMb() + "MB'");
    execute(connection, "SET wal_autocheckpoint = '" + options.walAutocheckpointMb() + "MB'");
    execute(connection, "SET temp_directory = " + quoted(folder.temporary().resolve("spill")));
    // It would rewrite the file and delete the log of a store that is refused for its damage.
    execute(connection, "PRAGMA disable_checkpoint_on_shutdown");
    attach(connection, folder.database(), Database.NAME);
    execute(connection, "USE " + Database.NAME);
  }

  /**
   * Always with the same row group size: a file of small groups that is opened with the default
   * stalls for seconds at each checkpoint after a DELETE.
   */
  static void attach(Connection connection, Path file, String name) throws SQLException {
    attach(connection, file, name, "ROW_GROUP_SIZE 20480");
  }

  static void attachReadOnly(Connection connection, Path file, String name) throws SQLException {
    attach(connection, file, name, "READ_ONLY");
  }

  private static void attach(Connection connection, Path file, String name, String how)
      throws SQLException {
    execute(connection, "ATTACH " + quoted(file) + " AS " + name + " (" + how + ")");
  }

  static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** What the engine says of a failure; the lines that follow are of use to its authors alone. */
  static String message(Exception failure) {
    return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
  }

  private static String quoted(Path path) {
    return "'" + path.toString().replace("'", "''") + "'";
  }
}
