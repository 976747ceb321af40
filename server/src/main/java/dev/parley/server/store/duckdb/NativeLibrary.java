package dev.parley.server.store.duckdb;

import java.nio.file.Path;

/**
 * Has the engine's native library unpacked in a folder of ours, which is cleared at the next start.
 */
final class NativeLibrary {
  private static final String TEMPORARY = "java.io.tmpdir";
  private static boolean loaded;

  private NativeLibrary() {}

  /** Loads the library, once per process; {@code folder} is where it is unpacked the first time. */
  static synchronized void load(Path folder) {
    if (loaded) {
      return;
    }
    String before = System.getProperty(TEMPORARY);
    System.setProperty(TEMPORARY, folder.toString());
    try {
      Class.forName("org.duckdb.DuckDBNative");
      loaded = true;
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("the class path has no DuckDB", e);
    } finally {
      System.setProperty(TEMPORARY, before);
    }
  }
}
