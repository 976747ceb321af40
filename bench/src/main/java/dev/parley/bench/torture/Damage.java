package dev.parley.bench.torture;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;

/** Ways to damage a file; each says what it did. */
final class Damage {
  private static final int PAGE = 4096;

  private Damage() {}

  /** What a torn write leaves behind the end of a log. */
  static String behind(Path file, Random random) throws IOException {
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
      byte[] rubbish = new byte[1 + random.nextInt(2 * PAGE)];
      String kind;
      switch (random.nextInt(3)) {
        case 0 -> {
          random.nextBytes(rubbish);
          kind = "random";
        }
        case 1 -> kind = "zero";
        default -> {
          int length = (int) Math.min(rubbish.length, open.length());
          open.seek((long) ((open.length() - length) * random.nextDouble()));
          open.readFully(rubbish, 0, length);
          kind = "repeated";
        }
      }
      open.seek(open.length());
      open.write(rubbish);
      return say("%,d %s bytes behind %s", rubbish.length, kind, file.getFileName());
    }
  }

  /** Anything that can happen to a file, anywhere in it. */
  static String within(Path file, Random random) throws IOException {
    int kind = random.nextInt(5);
    if (kind == 4) {
      Files.delete(file);
      return say("%s deleted", file.getFileName());
    }
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
      long at = (long) (open.length() * random.nextDouble());
      open.seek(at);
      switch (kind) {
        case 0 -> {
          long cut = 1L + random.nextInt((int) Math.min(PAGE, Math.max(open.length() - 1, 1)));
          open.setLength(open.length() - cut);
          return say("%s cut by %,d bytes", file.getFileName(), cut);
        }
        case 1 -> {
          open.setLength(at);
          return say("%s cut to %,d bytes", file.getFileName(), at);
        }
        case 2 -> {
          int before = open.read();
          open.seek(at);
          open.write(before ^ (1 << random.nextInt(8)));
          return say("a bit of %s flipped at %,d", file.getFileName(), at);
        }
        default -> {
          open.write(new byte[(int) Math.min(PAGE, open.length() - at)]);
          return say("%s zeroed from %,d", file.getFileName(), at);
        }
      }
    }
  }

  private static String say(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
