package dev.parley.bench.torture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A clock that goes wrong, by libfaketime where that is installed (Debian: {@code faketime}). */
final class FakeTime {
  private FakeTime() {}

  static boolean isInstalled() throws IOException {
    return library() != null;
  }

  /** What makes a process read its clock by the offset in a file, such as {@code -2h}. */
  static Map<String, String> environment(Path clock) throws IOException {
    Path library = library();
    if (library == null) {
      throw new IOException("libfaketime is not installed");
    }
    return Map.of(
        "LD_PRELOAD",
        library.toString(),
        "FAKETIME_TIMESTAMP_FILE",
        clock.toString(),
        "FAKETIME_CACHE_DURATION",
        "1",
        "FAKETIME_DONT_FAKE_MONOTONIC",
        "1");
  }

  private static @Nullable Path library() throws IOException {
    for (Path place : new Path[] {Path.of("/usr/lib"), Path.of("/usr/local/lib")}) {
      if (Files.isDirectory(place)) {
        try (Stream<Path> files =
            Files.find(place, 3, (file, facts) -> file.endsWith("faketime/libfaketime.so.1"))) {
          Path found = files.findFirst().orElse(null);
          if (found != null) {
            return found;
          }
        }
      }
    }
    return null;
  }
}
