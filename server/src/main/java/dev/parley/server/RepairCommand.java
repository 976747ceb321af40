package dev.parley.server;

import dev.parley.server.config.ConfigException;
import dev.parley.server.config.ConfigReader;
import dev.parley.server.config.ServerConfig;
import dev.parley.server.store.StoreOpenException;
import dev.parley.server.store.duckdb.Repair;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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

  private final Map<String, String> environment;
  private final Path home;
  private final PrintStream out;
  private final PrintStream err;

  RepairCommand(Map<String, String> environment, Path home, PrintStream out, PrintStream err) {
    this.environment = environment;
    this.home = home;
    this.out = out;
    this.err = err;
  }

  /**
   * Runs the command; returns its exit code: 0, or one of those that {@link Main} has.
   *
   * @param arguments without the command's own name
   */
  int run(List<String> arguments) {
    if (arguments.contains("--help") || arguments.contains("-h")) {
      out.print(USAGE);
      return 0;
    }
    List<String> rest = new ArrayList<>(arguments);
    boolean startEmpty = rest.remove("--start-empty");
    try {
      ServerConfig config = ConfigReader.read(rest.toArray(new String[0]), environment, home);
      System.setProperty("parley.log.level", config.logLevel());
      Repair.run(config.dataFolder(), ParleyServer.storeOptions(config), startEmpty)
          .lines()
          .forEach(out::println);
      return 0;
    } catch (ConfigException e) {
      return complain(Main.USAGE, e.getMessage());
    } catch (StoreOpenException e) {
      return complain(Main.code(e), e.getMessage());
    }
  }

  private int complain(int code, @Nullable String sentence) {
    err.println("parley: " + sentence);
    return code;
  }
}
