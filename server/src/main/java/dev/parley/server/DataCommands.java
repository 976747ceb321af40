package dev.parley.server;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.server.config.ConfigException;
import dev.parley.server.config.ServerConfig;
import dev.parley.server.store.Backup;
import dev.parley.server.store.Erasure;
import dev.parley.server.store.Erasure.Subject;
import dev.parley.server.store.Project;
import dev.parley.server.store.Removed;
import dev.parley.server.store.duckdb.DuckDbBackups;
import dev.parley.server.store.duckdb.DuckDbLifecycle;
import dev.parley.server.store.duckdb.DuckDbStore;
import java.io.PrintStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code parley erase}, {@code backup}, {@code restore} and {@code compact}: what is done to a data
 * folder as a whole. The first two ask the server that serves it, where there is one.
 */
final class DataCommands {
  static final String USAGE =
      """
      Usage: ./parley erase (--user=ID | --conversation=ID | --project=NAME) [--dry-run] [--key=KEY] [SERVER FLAGS]
             ./parley erase (--user=ID | --conversation=ID) --in-project=NAME [--dry-run] [SERVER FLAGS]
             ./parley backup FOLDER [--key=KEY] [SERVER FLAGS]
             ./parley restore FOLDER [SERVER FLAGS]
             ./parley compact [SERVER FLAGS]

      erase     removes what belongs to a user, a conversation or a project, and says how much; --dry-run only says it
      backup    writes what is stored now to a folder that is absent or empty; what is sent meanwhile is stored, and
                not in it
      restore   puts such a folder into a data folder that is absent or empty
      compact   writes the database of a stopped server anew: smaller, and without a byte of what was removed

      Users and conversations are those of the project that KEY is for. While no server serves the folder no key is
      needed, and --in-project names it; without, it is "default".

      erase and backup work while a server serves the data folder (on this machine), and without; with KEY where it
      asks for one. Of the server's flags, --data and --config say where the data is.
      """;

  private static final String BASE = "/api/v1/parley/";

  private final CommandLine line;
  private final PrintStream out;

  DataCommands(CommandLine line, PrintStream out) {
    this.line = line;
    this.out = out;
  }

  /**
   * Runs a command; returns its exit code.
   *
   * @param name erase, backup, restore or compact
   */
  int run(String name) {
    if (line.asksForHelp()) {
      out.print(USAGE);
      return 0;
    }
    switch (name) {
      case "erase" -> erase();
      case "backup" -> backUp();
      case "restore" -> restore();
      default -> compact();
    }
    return 0;
  }

  private void erase() {
    boolean dryRun = line.flag("--dry-run");
    @Nullable String key = line.option("--key");
    @Nullable String project = line.option("--in-project");
    List<Erasure> named = new ArrayList<>();
    for (Subject subject : Subject.values()) {
      String id = line.option("--" + subject.text());
      if (id != null && !id.isEmpty()) {
        boolean whole = subject == Subject.PROJECT;
        if (whole && project != null) {
          throw new ConfigException("--project names the project itself; leave --in-project out");
        }
        String its = project == null ? Project.DEFAULT : project;
        named.add(new Erasure(whole ? id : its, subject, id));
      }
    }
    if (named.size() != 1) {
      throw new ConfigException("erase needs one of --user=ID, --conversation=ID, --project=NAME");
    }
    ServerConfig config = line.config();
    Removed removed = erase(config, named.get(0), project != null, dryRun, key);
    out.printf(
        Locale.ROOT,
        "%s: %,d spans in %,d traces, %,d logs, %,d metric points, %,d scores, and %,d messages and"
            + " values that nothing else refers to%n",
        dryRun ? "Would erase" : "Erased",
        removed.spans(),
        removed.traces(),
        removed.logs(),
        removed.metricPoints(),
        removed.scores(),
        removed.contents());
    if (!dryRun && removed.records() > 0) {
      out.println(
          "Nothing reads them any more; bytes of them stay in the file until the server is stopped"
              + " and ./parley compact writes it anew.");
    }
  }

  private static Removed erase(
      ServerConfig config,
      Erasure erasure,
      boolean projectNamed,
      boolean dryRun,
      @Nullable String key) {
    RunningServer server = RunningServer.of(config.dataFolder(), key);
    if (server != null) {
      if (projectNamed) {
        throw new ConfigException(
            "a server serves the folder, and erases in the project that a key is for"
                + " (expected: --key=KEY instead of --in-project)");
      }
      JsonNode answer =
          server.ask(
              "DELETE",
              BASE
                  + "data?"
                  + erasure.subject().text()
                  + "="
                  + URLEncoder.encode(erasure.id(), StandardCharsets.UTF_8)
                  + "&dryRun="
                  + dryRun,
              null);
      return new Removed(
          answer.path("spans").asLong(),
          answer.path("traces").asLong(),
          answer.path("logs").asLong(),
          answer.path("metricPoints").asLong(),
          answer.path("scores").asLong(),
          answer.path("contents").asLong());
    }
    try (DuckDbStore store =
        DuckDbStore.open(config.dataFolder(), ParleyServer.storeOptions(config))) {
      return new DuckDbLifecycle(store).erase(erasure, dryRun);
    }
  }

  private void backUp() {
    @Nullable String key = line.option("--key");
    Path folder = folder("backup");
    ServerConfig config = line.config();
    RunningServer server = RunningServer.of(config.dataFolder(), key);
    if (server != null) {
      JsonNode answer = server.ask("POST", BASE + "backups", Map.of("folder", folder.toString()));
      tell(folder, answer.path("records").asLong(), answer.path("schema").asInt());
      return;
    }
    try (DuckDbStore store =
        DuckDbStore.open(config.dataFolder(), ParleyServer.storeOptions(config))) {
      Backup backup = new DuckDbBackups(store).backUp(folder);
      tell(folder, backup.records(), backup.schema());
    }
  }

  private void tell(Path folder, long records, int schema) {
    out.printf(
        Locale.ROOT,
        "Backed up %,d spans, logs, metric points and scores to %s (schema %d), and read it again"
            + "%n",
        records,
        folder,
        schema);
  }

  private void restore() {
    Path folder = folder("restore");
    ServerConfig config = line.config();
    Backup backup = DuckDbBackups.restore(folder, config.dataFolder());
    out.printf(
        Locale.ROOT,
        "Restored %,d spans, logs, metric points and scores of %s to %s%n",
        backup.records(),
        backup.createdAt(),
        config.dataFolder());
  }

  private void compact() {
    ServerConfig config = line.config();
    DuckDbStore.Compaction done =
        DuckDbStore.compact(config.dataFolder(), ParleyServer.storeOptions(config));
    out.printf(
        Locale.ROOT,
        "Wrote the database anew: %,d bytes before, %,d after%n",
        done.before(),
        done.after());
  }

  private Path folder(String command) {
    String folder = line.word();
    if (folder == null) {
      throw new ConfigException(
          "\"" + command + "\" has no folder (expected: ./parley " + command + " FOLDER)");
    }
    return Path.of(folder).toAbsolutePath().normalize();
  }
}
