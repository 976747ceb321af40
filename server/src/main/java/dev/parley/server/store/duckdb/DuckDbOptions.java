package dev.parley.server.store.duckdb;

/**
 * How the embedded store uses the machine.
 *
 * @param memoryLimitMb memory for the engine in MB, at least 128; queries that need more spill to
 *     disk
 * @param walAutocheckpointMb size of the write-ahead log in MB at which it is folded into the file,
 *     at least 1; larger means fewer pauses and a longer start after a crash
 * @param readers how many queries run at once, at least 1
 */
public record DuckDbOptions(int memoryLimitMb, int walAutocheckpointMb, int readers) {
  /** 1 GB, a log of 256 MB, four readers. */
  public static final DuckDbOptions DEFAULT = new DuckDbOptions(1024, 256, 4);

  public DuckDbOptions {
    require("memoryLimitMb", memoryLimitMb, 128);
    require("walAutocheckpointMb", walAutocheckpointMb, 1);
    require("readers", readers, 1);
  }

  private static void require(String name, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: >= " + least + ")");
    }
  }
}
