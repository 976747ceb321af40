package dev.parley.server;

import dev.parley.server.config.ServerConfig;
import dev.parley.server.store.duckdb.Repair;
import java.io.PrintStream;

/** {@code parley repair}: makes a damaged store usable again and says what is lost. */
final class RepairCommand {
  static final String USAGE =
      """
      Usage: ./parley repair [--start-empty] [SERVER FLAGS]

      Reads the whole store of a stopped server. Where something is damaged or missing, it says what,
      keeps the damaged files in a folder beside the database, and lets the store go on with the
      rest. A database that cannot be opened at all is left alone, or with --start-empty put aside
      for an empty one. Of the server's flags, --data and --config say where the data is.
      Exit code: 0 when the store can be used, whether or not it had to be repaired.
      """;

  private final CommandLine line;
  private final PrintStream out;

  RepairCommand(CommandLine line, PrintStream out) {
    this.line = line;
    this.out = out;
  }

  /** Runs the command; returns its exit code. */
  int run() {
    if (line.asksForHelp()) {
      out.print(USAGE);
      return 0;
    }
    boolean startEmpty = line.flag("--start-empty");
    ServerConfig config = line.config();
    Repair.run(config.dataFolder(), ParleyServer.storeOptions(config), startEmpty)
        .lines()
        .forEach(out::println);
    return 0;
  }
}
