package dev.parley.server.store.duckdb;

import dev.parley.server.store.StoreDamagedException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Holds what the engine found against what was told. The engine drops a torn end of its log without
 * a word, and takes a missing log for an empty one; it refuses a log with a damaged entry in it,
 * even when all that was acknowledged lies before.
 */
final class Recovery {
  /** Stands for a database that has no table of commits. */
  static final CommitRecord NONE = new CommitRecord(0, 0, 0, 0, 0, 0, new UUID(0, 0));

  private static final Pattern POSITION = Pattern.compile("WAL.*byte position (\\d+)");
  private static final String REMEDY =
      "; restore a backup, or run ./parley repair to go on with what is there";

  private Recovery() {}

  /**
   * The folder's mark; null without one.
   *
   * @throws StoreDamagedException if it can't be read
   */
  static @Nullable CommitRecord mark(DataFolder folder) throws IOException {
    try {
      return CommitMark.read(folder.mark());
    } catch (CommitMark.DamagedException e) {
      throw damaged(
          folder,
          "has a damaged mark ("
              + e.getMessage()
              + "), so that it cannot be told whether all that was acknowledged is there",
          e);
    }
  }

  /**
   * @param marked null without a mark, which then tells nothing
   * @throws StoreDamagedException if the attached database lacks something that was acknowledged
   */
  static void verify(Connection connection, DataFolder folder, @Nullable CommitRecord marked)
      throws SQLException {
    if (marked == null) {
      return;
    }
    CommitRecord stored = newest(connection);
    Loss loss = Loss.of(stored, marked);
    if (loss != null) {
      throw damaged(folder, "has lost what was acknowledged: " + loss, null);
    }
    if (parted(connection, marked)) {
      throw damaged(
          folder, "holds another database than the one that " + folder.mark() + " speaks of", null);
    }
  }

  /** Whether the database went another way than the mark's. */
  static boolean parted(Connection connection, CommitRecord marked) throws SQLException {
    CommitRecord same = marked.sequence() == 0 ? null : CommitLog.at(connection, marked.sequence());
    return same != null && !same.chain().equals(marked.chain());
  }

  /** The last commit of a database, also of one that doesn't number them. */
  static CommitRecord newest(Connection connection) throws SQLException {
    if (!Tables.of(connection, Database.NAME).contains("commits")) {
      return NONE;
    }
    CommitRecord newest = CommitLog.newest(connection);
    return newest == null ? NONE : newest;
  }

  /**
   * Where the log's readable part ends, in bytes; -1 when that is not what the engine complains of.
   */
  static long endOfLog(SQLException refusal) {
    Matcher position = POSITION.matcher(String.valueOf(refusal.getMessage()));
    return position.find() ? Long.parseLong(position.group(1)) : -1;
  }

  /** Cuts the log; returns where it is kept as it was. */
  static Path cutLog(DataFolder folder, long bytes) throws IOException {
    Path whole = folder.workFile("wal.whole");
    Files.copy(folder.log(), whole, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel channel = FileChannel.open(folder.log(), StandardOpenOption.WRITE)) {
      channel.truncate(bytes);
      channel.force(true);
    }
    return whole;
  }

  static void putBack(DataFolder folder, Path whole) throws IOException {
    Files.move(whole, folder.log(), StandardCopyOption.REPLACE_EXISTING);
  }

  private static StoreDamagedException damaged(
      DataFolder folder, String what, @Nullable Throwable cause) {
    return new StoreDamagedException("data folder " + folder.path() + " " + what + REMEDY, cause);
  }

  static StoreDamagedException unreadable(DataFolder folder, String message, Throwable cause) {
    return damaged(
        folder,
        "holds a database that cannot be opened ("
            + message
            + "; restore it or name another folder)",
        cause);
  }
}
