package dev.parley.server;

import dev.parley.server.config.ConfigException;
import dev.parley.server.config.ServerConfig;
import dev.parley.server.dialect.Rereader;
import dev.parley.server.ingest.Remap;
import dev.parley.server.store.Project;
import dev.parley.server.store.StoreException;
import dev.parley.server.store.duckdb.DuckDbRemapping;
import dev.parley.server.store.duckdb.DuckDbStore;
import java.io.PrintStream;
import java.time.LocalDate;
import java.util.Locale;

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

  private final CommandLine line;
  private final PrintStream out;

  RemapCommand(CommandLine line, PrintStream out) {
    this.line = line;
    this.out = out;
  }

  /** Runs the command; returns its exit code. */
  int run() {
    if (line.asksForHelp()) {
      out.print(USAGE);
      return 0;
    }
    LocalDate from = line.day("--from", LocalDate.EPOCH);
    LocalDate to = line.day("--to", LocalDate.EPOCH.plusYears(1000));
    if (from.isAfter(to)) {
      throw new ConfigException("--from is after --to (expected: a day before it, or the same)");
    }
    ServerConfig config = line.config();
    try (DuckDbStore store =
        DuckDbStore.open(config.dataFolder(), ParleyServer.storeOptions(config))) {
      remap(store, Math.toIntExact(from.toEpochDay()), Math.toIntExact(to.toEpochDay()));
      return 0;
    }
  }

  private void remap(DuckDbStore store, int from, int to) {
    try {
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
    } catch (StoreException e) {
      throw new StoreException(
          e.getMessage() + "; what was rewritten is complete trace by trace, run it again", e);
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
}
