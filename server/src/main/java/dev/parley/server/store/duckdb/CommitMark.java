package dev.parley.server.store.duckdb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The last commit that may have been acknowledged, in a file beside the database that the engine
 * knows nothing of.
 *
 * <p>The file has two blocks of its own, written in turn and each with a checksum: a write that
 * tears leaves the other one, which speaks of the commit before; the torn one was not acknowledged,
 * since that waits for the write's end. The file never grows, so a write needs no room and no
 * change of the folder. Safe for use by many threads.
 */
final class CommitMark implements AutoCloseable {
  private static final String MAGIC = "parley-mark-1";
  private static final int BLOCK = 4096;
  private static final int LENGTH = 512;

  private final FileChannel channel;
  private long newest;

  private CommitMark(FileChannel channel, long newest) {
    this.channel = channel;
    this.newest = newest;
  }

  /**
   * Reads a mark; null where there is no such file.
   *
   * @throws DamagedException if neither of its blocks can be read
   */
  static @Nullable CommitRecord read(Path file) throws IOException, DamagedException {
    if (!Files.exists(file)) {
      return null;
    }
    CommitRecord newest = null;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      for (int block = 0; block < 2; block++) {
        CommitRecord record = parse(read(channel, (long) block * BLOCK));
        if (record != null && (newest == null || record.sequence() > newest.sequence())) {
          newest = record;
        }
      }
    }
    if (newest == null) {
      throw new DamagedException(file + " holds no mark that can be read");
    }
    return newest;
  }

  /** Goes on with a mark that was read. */
  static CommitMark open(Path file, CommitRecord record) throws IOException {
    return new CommitMark(FileChannel.open(file, StandardOpenOption.WRITE), record.sequence());
  }

  /** Begins a mark anew, over whatever was there, and keeps it open. */
  static CommitMark create(Path file, CommitRecord record) throws IOException {
    Path made = file.resolveSibling(file.getFileName() + ".new");
    ByteBuffer whole = ByteBuffer.allocate(2 * BLOCK);
    whole.put(bytes(record)).position(BLOCK);
    whole.put(bytes(record)).clear();
    try (FileChannel channel =
        FileChannel.open(
            made,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      writeFully(channel, whole, 0);
      channel.force(true);
    }
    Files.move(made, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    syncFolder(file);
    return open(file, record);
  }

  /** Writes a mark; it is on disk once this returns. One older than the last is left out. */
  synchronized void write(CommitRecord record) throws IOException {
    if (record.sequence() <= newest) {
      return;
    }
    writeFully(channel, ByteBuffer.wrap(bytes(record)), (record.sequence() & 1) * BLOCK);
    channel.force(false);
    newest = record.sequence();
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // What was written is on disk already.
    }
  }

  private static byte[] bytes(CommitRecord record) {
    String text =
        String.format(
            Locale.ROOT,
            "%s %d %d %d %d %d %d %s",
            MAGIC,
            record.sequence(),
            record.nanos(),
            record.spans(),
            record.logs(),
            record.points(),
            record.scores(),
            record.chain());
    byte[] bytes = new byte[LENGTH];
    byte[] line = (text + " " + checksum(text) + "\n").getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(line, 0, bytes, 0, line.length);
    return bytes;
  }

  private static @Nullable CommitRecord parse(String block) {
    int end = block.indexOf('\n');
    int sum = block.lastIndexOf(' ', Math.max(end, 0));
    if (sum < 0 || !checksum(block.substring(0, sum)).equals(block.substring(sum + 1, end))) {
      return null;
    }
    String[] fields = block.substring(0, sum).split(" ", -1);
    if (fields.length != 8 || !fields[0].equals(MAGIC)) {
      return null;
    }
    return new CommitRecord(
        Long.parseLong(fields[1]),
        Long.parseLong(fields[2]),
        Long.parseLong(fields[3]),
        Long.parseLong(fields[4]),
        Long.parseLong(fields[5]),
        Long.parseLong(fields[6]),
        UUID.fromString(fields[7]));
  }

  private static String checksum(String text) {
    CRC32C sum = new CRC32C();
    sum.update(text.getBytes(StandardCharsets.ISO_8859_1));
    return String.format(Locale.ROOT, "%08x", sum.getValue());
  }

  private static String read(FileChannel channel, long from) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(LENGTH);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, from + buffer.position()) < 0) {
        break;
      }
    }
    return StandardCharsets.ISO_8859_1.decode(buffer.flip()).toString();
  }

  private static void writeFully(FileChannel channel, ByteBuffer bytes, long from)
      throws IOException {
    int start = bytes.position();
    while (bytes.hasRemaining()) {
      channel.write(bytes, from + bytes.position() - start);
    }
  }

  private static void syncFolder(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      return;
    }
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // Not every system can; then the file's own name is as safe as any other there.
    }
  }

  /** The file is there, and what it says can't be read. */
  static final class DamagedException extends Exception {
    private static final long serialVersionUID = 1L;

    DamagedException(String message) {
      super(message);
    }
  }
}
