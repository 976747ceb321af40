package dev.parley.server.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** Reads files of the class path. */
final class ClassPathFile {
  private ClassPathFile() {}

  /** The bytes, or null when there is no such file. */
  static byte @Nullable [] read(ClassLoader loader, String path) {
    try (InputStream in = loader.getResourceAsStream(path)) {
      return in == null ? null : in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("class path: " + path + " can't be read", e);
    }
  }
}
