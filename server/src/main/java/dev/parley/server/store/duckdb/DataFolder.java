package dev.parley.server.store.duckdb;

import dev.parley.server.store.StoreOpenException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The folder that a server owns while it runs: the database, a lock that keeps a second server out,
 * and a folder for what need not outlive the process.
 */
final class DataFolder implements AutoCloseable {
  /** The name of a database file, in a data folder as in a backup. */
  static final String DATABASE = "parley.duckdb";

  private static final String LOCK = "parley.lock";

  /** What is there before anything is stored. */
  static final Set<String> OWN = Set.of(LOCK, "tmp");

  private final Path path;
  private final FileChannel lock;

  private DataFolder(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /**
   * Takes the folder for this process; makes it when it is absent.
   *
   * @throws StoreOpenException if it can't be used or another server uses it
   */
  static DataFolder claim(Path path) {
    Path folder = path.toAbsolutePath().normalize();
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw refused(folder, "is a file; name a folder", null);
    }
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw refused(
          folder, "cannot be created (" + e + "); make it, or name a folder that can be", e);
    }
    if (!Files.isReadable(folder) || !Files.isWritable(folder) || !Files.isExecutable(folder)) {
      throw unusable(folder, null);
    }
    DataFolder claimed = new DataFolder(folder, lock(folder));
    try {
      claimed.clearTemporary();
      return claimed;
    } catch (IOException e) {
      claimed.close();
      throw unusable(folder, e);
    }
  }

  Path path() {
    return path;
  }

  Path database() {
    return path.resolve(DATABASE);
  }

  /** The engine's write-ahead log. */
  Path log() {
    return log(database());
  }

  /** The write-ahead log that the engine keeps for a database. */
  static Path log(Path database) {
    return database.resolveSibling(database.getFileName() + ".wal");
  }

  /** A file beside the database that a work on it needs while it lasts. */
  Path workFile(String work) {
    return path.resolve(DATABASE + "." + work);
  }

  Path mark() {
    return path.resolve("parley.mark");
  }

  Path temporary() {
    return path.resolve("tmp");
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      // The operating system releases the lock when the process ends.
    }
  }

  private static FileChannel lock(Path folder) {
    try {
      FileChannel channel =
          FileChannel.open(
              folder.resolve(LOCK),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      if (!tryLock(channel)) {
        String holder = StandardCharsets.US_ASCII.decode(read(channel)).toString().strip();
        channel.close();
        throw inUse(folder, holder);
      }
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(pid().getBytes(StandardCharsets.US_ASCII)), 0);
      return channel;
    } catch (IOException e) {
      throw unusable(folder, e);
    }
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  private static ByteBuffer read(FileChannel channel) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(32);
    channel.read(buffer, 0);
    return buffer.flip();
  }

  private static String pid() {
    return ProcessHandle.current().pid() + "\n";
  }

  /** A killed process leaves its unpacked native library behind, 72 MB each. */
  private void clearTemporary() throws IOException {
    if (Files.exists(temporary())) {
      Files.walkFileTree(
          temporary(),
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.delete(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e)
                throws IOException {
              Files.delete(folder);
              return FileVisitResult.CONTINUE;
            }
          });
    }
    Files.createDirectories(temporary());
  }

  static StoreOpenException inUse(Path folder, String holder) {
    String who = holder.isEmpty() ? "" : " (process " + holder + ")";
    return refused(
        folder,
        "is in use by another server" + who + "; stop that one or name another folder",
        null);
  }

  static StoreOpenException refused(Path folder, String why, @Nullable Throwable cause) {
    return new StoreOpenException("data folder " + folder + " " + why, cause);
  }

  private static StoreOpenException unusable(Path folder, @Nullable Throwable cause) {
    String detail = cause == null ? "" : " (" + cause + ")";
    return refused(
        folder,
        "cannot be read and written by this user"
            + detail
            + "; change its owner or rights, or name"
            + " another folder",
        cause);
  }
}
