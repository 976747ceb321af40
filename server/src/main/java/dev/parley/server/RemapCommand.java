package dev.parley.server;

import dev.parley.server.config.ConfigException;
import dev.parley.server.config.ConfigReader;
import dev.parley.server.config.ServerConfig;
import dev.parley.server.dialect.Rereader;
import dev.parley.server.ingest.Remap;
import dev.parley.server.store.Project;
import dev.parley.server.store.StoreException;
import dev.parley.server.store.StoreOpenException;
import dev.parley.server.store.duckdb.DuckDbRemapping;
import dev.parley.server.store.duckdb.DuckDbStore;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code parley remap}: reads stored spans once more, as this version's mapping does. */
final class RemapCommand {
  static final String USAGE =
      """
      Usage: ./parley remap [--from=DATE] [--to=DATE] [SERVER FLAGS]

      Reads the spans of a stopped server once more, from what their emitters sent, and rewrites
      what this version understands of them otherwise than the one that stored them: kind, model,
      tokens, cost, ids, messages, what counts, and the counters at /metrics. What was sent is not
      touched. DATE is a day in UTC such as 2026-11-21; --to is the last day of the range.
      It may be ended at any time and run again. Of the server's flags, --data and --config
      say where the data is.
      """;

  private final Map<String, String> environment;
  private final Path home;
  private final PrintStream out;
  private final PrintStream err;

  RemapCommand(Map<String, String> environment, Path home, PrintStream out, PrintStream err) {
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
    try {
      int from = Math.toIntExact(day(rest, "--from", LocalDate.EPOCH));
      int to = Math.toIntExact(day(rest, "--to", LocalDate.EPOCH.plusYears(1000)));
      if (from > to) {
        throw new ConfigException("--from is after --to (expected: a day before it, or the same)");
      }
      ServerConfig config = ConfigReader.read(rest.toArray(new String[0]), environment, home);
      System.setProperty("parley.log.level", config.logLevel());
      remap(config, from, to);
      return 0;
    } catch (ConfigException e) {
      return complain(Main.USAGE, e.getMessage());
    } catch (StoreOpenException e) {
      return complain(Main.code(e), e.getMessage());
    } catch (StoreException e) {
      return complain(
          Main.FAULT,
          e.getMessage() + "; what was rewritten is complete trace by trace, run it again");
    }
  }

  private void remap(ServerConfig config, int from, int to) {
    try (DuckDbStore store =
        DuckDbStore.open(config.dataFolder(), ParleyServer.storeOptions(config))) {
      for (String project : store.projects()) {
        Remap.Progress done =
            Remap.run(
                store,
                new DuckDbRemapping(store, project),
                project,
                Rereader::span,
                from,
                to,
                progress ->
                    out.println("  " + LocalDate.ofEpochDay(progress.day()) + told(progress)));
        out.println(
            (project.equals(Project.DEFAULT) ? "Done" : "Done with project " + project)
                + told(done));
      }
    }
  }

  private static String told(Remap.Progress progress) {
    return String.format(
        Locale.ROOT,
        ": %,d spans in %,d traces read, %,d spans changed",
        progress.spans(),
        progress.traces(),
        progress.changed());
  }

  /** Takes {@code --name=DATE} or {@code --name DATE} out of the arguments. */
  private static long day(List<String> arguments, String name, LocalDate otherwise) {
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (!argument.equals(name) && !argument.startsWith(name + "=")) {
        continue;
      }
      arguments.remove(i);
      String value = null;
      if (argument.length() > name.length()) {
        value = argument.substring(name.length() + 1);
      } else if (i < arguments.size()) {
        value = arguments.remove(i);
      }
      try {
        return LocalDate.parse(String.valueOf(value)).toEpochDay();
      } catch (DateTimeParseException e) {
        throw new ConfigException(
            name + " is \"" + value + "\" (expected: a day such as 2026-11-21)");
      }
    }
    return otherwise.toEpochDay();
  }

  private int complain(int code, @Nullable String sentence) {
    err.println("parley: " + sentence);
    return code;
  }
}
