package dev.parley.server.store.duckdb;

import dev.parley.server.model.EpochNanos;
import dev.parley.server.store.StoreOpenException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * Makes a damaged store usable again, with what can still be read of it, and says what is lost.
 * What is changed is first copied, or moved, to a folder beside the database, together with the
 * report.
 */
public final class Repair implements AutoCloseable {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS'Z'").withZone(ZoneOffset.UTC);

  private final DataFolder folder;
  private final DuckDbOptions options;
  private final boolean startEmpty;
  private final Path evidence;
  private final List<String> found = new ArrayList<>();
  private @Nullable DuckDBConnection connection;

  private Repair(DataFolder folder, DuckDbOptions options, boolean startEmpty) {
    this.folder = folder;
    this.options = options;
    this.startEmpty = startEmpty;
    this.evidence = folder.path().resolve("damage-" + STAMP.format(Instant.now()));
  }

  /**
   * What a repair came to.
   *
   * @param lines what was found and done, in sentences; one when nothing was damaged
   * @param evidence where the damaged files and these lines are; null when nothing was damaged
   */
  public record Report(List<String> lines, @Nullable Path evidence) {
    public Report {
      lines = List.copyOf(lines);
    }
  }

  /**
   * Repairs the store of a stopped server.
   *
   * @param startEmpty whether a database that can't be opened at all is put aside for an empty one
   * @throws StoreOpenException if the folder can't be used, or there is nothing to go on with
   */
  public static Report run(Path dataFolder, DuckDbOptions options, boolean startEmpty) {
    DataFolder folder = DataFolder.claim(dataFolder);
    try (Repair repair = new Repair(folder, options, startEmpty)) {
      NativeLibrary.load(folder.temporary());
      return repair.run();
    } catch (SQLException | IOException e) {
      throw DataFolder.refused(folder.path(), "cannot be repaired (" + Engine.message(e) + ")", e);
    } finally {
      folder.close();
    }
  }

  private Report run() throws SQLException, IOException {
    if (!Files.exists(folder.database()) && !Files.exists(folder.mark())) {
      return new Report(List.of("There is no store in " + folder.path() + "."), null);
    }
    keepCopies();
    CommitRecord marked = mark();
    DuckDBConnection open = openSomehow();
    compare(open, marked);
    open = salvage(open);
    if (found.isEmpty()) {
      removeEvidence();
      return new Report(
          List.of("Nothing is damaged: every table could be read, and nothing is missing."), null);
    }
    Migrations.run(open, folder.path());
    Extents.forget(open);
    CommitRecord newest = Recovery.newest(open);
    CommitRecord base = marked != null && marked.sequence() > newest.sequence() ? marked : newest;
    CommitRecord repaired = base.next(EpochNanos.now());
    CommitLog.insert(open, repaired);
    Engine.execute(open, "CHECKPOINT " + Database.NAME);
    CommitMark.create(folder.mark(), repaired).close();
    found.add("The store goes on with the rest, from commit " + repaired.sequence() + ".");
    found.add("What was damaged is kept in " + evidence + "; delete it when it is of no more use.");
    Files.write(evidence.resolve("report.txt"), found);
    return new Report(found, evidence);
  }

  private void keepCopies() throws IOException {
    Files.createDirectories(evidence);
    for (Path file : List.of(folder.log(), folder.mark())) {
      if (Files.exists(file)) {
        Files.copy(file, evidence.resolve(file.getFileName()));
      }
    }
  }

  private @Nullable CommitRecord mark() throws IOException {
    try {
      return CommitMark.read(folder.mark());
    } catch (CommitMark.DamagedException e) {
      found.add(e.getMessage() + ", so what is missing cannot be told.");
      return null;
    }
  }

  private void compare(DuckDBConnection open, @Nullable CommitRecord marked) {
    try {
      Loss loss = Loss.of(Recovery.newest(open), marked);
      if (loss != null) {
        found.add("Lost: " + loss + ".");
      } else if (marked != null && Recovery.parted(open, marked)) {
        found.add("The mark was of another database; what this one lacks of that cannot be told.");
      }
    } catch (SQLException e) {
      found.add("Which commits are there cannot be read (" + Engine.message(e) + ").");
    }
  }

  private DuckDBConnection openSomehow() throws SQLException, IOException {
    try {
      return open();
    } catch (SQLException e) {
      long end = Recovery.endOfLog(e);
      if (end >= 0) {
        found.add("The log could be read up to byte " + end + " only (" + Engine.message(e) + ").");
        Files.delete(Recovery.cutLog(folder, end));
        return open();
      }
      found.add("The database could not be opened: " + Engine.message(e) + ".");
    }
    if (Files.deleteIfExists(folder.log())) {
      try {
        DuckDBConnection open = open();
        found.add("It opens without its log, which is left out.");
        return open;
      } catch (SQLException e) {
        Files.copy(evidence.resolve(folder.log().getFileName()), folder.log());
      }
    }
    if (!startEmpty) {
      removeEvidence();
      throw DataFolder.refused(
          folder.path(),
          "cannot be repaired ("
              + found.get(found.size() - 1)
              + "); restore a backup, or put its database aside for an empty one by --start-empty",
          null);
    }
    moveAside();
    found.add("It was put aside, and the store begins empty.");
    return open();
  }

  /** Replaces a database with unreadable blocks by a copy of the readable ones. */
  private DuckDBConnection salvage(DuckDBConnection open) throws SQLException, IOException {
    List<String> damaged = Salvage.damagedTables(open);
    if (damaged.isEmpty()) {
      return open;
    }
    found.add("Tables with parts that cannot be read: " + String.join(", ", damaged) + ".");
    Path copy = folder.workFile("salvaged");
    Files.deleteIfExists(copy);
    List<String> losses = Salvage.copy(open, copy);
    close();
    moveAside();
    Files.move(copy, folder.database());
    losses.forEach(each -> found.add("Lost: " + each + "."));
    return open();
  }

  private void moveAside() throws SQLException, IOException {
    close();
    Files.move(folder.database(), evidence.resolve(folder.database().getFileName()));
    if (Files.exists(folder.log())) {
      Files.move(
          folder.log(),
          evidence.resolve(folder.log().getFileName()),
          StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private DuckDBConnection open() throws SQLException {
    close();
    DuckDBConnection opened =
        DriverManager.getConnection("jdbc:duckdb:").unwrap(DuckDBConnection.class);
    connection = opened;
    Engine.attach(opened, folder, options);
    return opened;
  }

  private void removeEvidence() throws IOException {
    try (Stream<Path> files = Files.list(evidence)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(evidence);
  }

  @Override
  public void close() throws SQLException {
    if (connection != null) {
      connection.close();
      connection = null;
    }
  }
}
