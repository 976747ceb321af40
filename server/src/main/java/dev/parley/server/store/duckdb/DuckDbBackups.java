package dev.parley.server.store.duckdb;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.parley.server.store.Backup;
import dev.parley.server.store.StoreException;
import dev.parley.server.store.StoreOpenException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Backups of the DuckDB file: a database file of its own, and beside it what it must hold, which is
 * written last. Whoever finds that has a whole backup.
 */
public final class DuckDbBackups implements Backup.Source {
  static final String MANIFEST = "backup.json";
  private static final JsonMapper JSON = new JsonMapper();

  private final DuckDbStore store;

  public DuckDbBackups(DuckDbStore store) {
    this.store = store;
  }

  @Override
  public synchronized Backup backUp(Path folder) {
    boolean made = !Files.exists(folder);
    requireEmpty(folder);
    Path database = folder.resolve(DataFolder.DATABASE);
    try {
      Files.createDirectories(folder);
      Instant begun = Instant.now();
      Map<String, Long> rows = store.copyTo(database);
      Backup backup = Backup.of(Migrations.newest(), begun, rows);
      Path manifest = folder.resolve(MANIFEST + ".new");
      Files.write(manifest, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(backup));
      force(manifest);
      Files.move(manifest, folder.resolve(MANIFEST), StandardCopyOption.ATOMIC_MOVE);
      return backup;
    } catch (IOException | StoreException e) {
      remove(folder.resolve(MANIFEST + ".new"));
      remove(database);
      remove(DataFolder.log(database));
      if (made) {
        remove(folder);
      }
      throw new StoreException("no backup in " + folder + ": " + e.getMessage(), e);
    }
  }

  /**
   * Puts a backup into a data folder that has nothing yet.
   *
   * @param folder of the backup
   * @param dataFolder absent or empty; no server may use it
   * @throws StoreOpenException if one of them is not as it must be, or the backup is damaged; its
   *     message is one sentence that says what to do
   */
  public static Backup restore(Path folder, Path dataFolder) {
    Backup backup = manifest(folder);
    if (backup.schema() > Migrations.newest()) {
      throw new StoreOpenException(
          "backup "
              + folder
              + " was written by a newer server (schema "
              + backup.schema()
              + ", this one knows "
              + Migrations.newest()
              + "); restore it by that version",
          null);
    }
    Path data = dataFolder.toAbsolutePath().normalize();
    if (!contents(data).stream().allMatch(DataFolder.OWN::contains)) {
      throw new StoreOpenException(
          "data folder " + data + " holds something already; name one that is absent or empty",
          null);
    }
    try (DataFolder claimed = DataFolder.claim(data)) {
      Path copy = claimed.workFile("restoring");
      try {
        Files.copy(folder.resolve(DataFolder.DATABASE), copy);
        force(copy);
        requireRows(claimed, copy, backup);
        Files.move(copy, claimed.database(), StandardCopyOption.ATOMIC_MOVE);
      } finally {
        remove(copy);
      }
      return backup;
    } catch (IOException | SQLException e) {
      throw new StoreOpenException(
          "backup " + folder + " cannot be restored (" + e.getMessage() + "); take another one", e);
    }
  }

  private static Backup manifest(Path folder) {
    Path manifest = folder.resolve(MANIFEST);
    if (!Files.isRegularFile(manifest)) {
      throw new StoreOpenException(
          "folder "
              + folder
              + " holds no whole backup ("
              + MANIFEST
              + " is missing); name one that parley backup has finished",
          null);
    }
    try {
      Backup backup = JSON.readValue(manifest.toFile(), Backup.class);
      if (backup.format() == Backup.FORMAT) {
        return backup;
      }
      throw new IOException("format " + backup.format());
    } catch (IOException e) {
      throw new StoreOpenException(
          "folder " + folder + " holds no backup that this version can read (" + e + ")", e);
    }
  }

  private static void requireRows(DataFolder folder, Path copy, Backup backup) throws SQLException {
    NativeLibrary.load(folder.temporary());
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:")) {
      Map<String, Long> rows = DatabaseCopy.counts(connection, copy);
      if (!rows.equals(backup.rows())) {
        throw new SQLException("it holds " + rows + ", expected: " + backup.rows());
      }
    }
  }

  private static void requireEmpty(Path folder) {
    if (!contents(folder).isEmpty()) {
      throw new StoreException(
          "folder " + folder + " is not empty (expected: one that is absent or empty)", null);
    }
  }

  /** The names of what is in a folder; nothing where it is absent. */
  private static List<String> contents(Path folder) {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> String.valueOf(file.getFileName())).toList();
    } catch (IOException e) {
      throw new StoreOpenException("folder " + folder + " cannot be read (" + e + ")", e);
    }
  }

  private static void force(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  private static void remove(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // Without its manifest it is no backup.
    }
  }
}
