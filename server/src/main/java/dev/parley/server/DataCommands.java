package dev.parley.server;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.server.config.ConfigException;
import dev.parley.server.config.ConfigReader;
import dev.parley.server.config.ServerConfig;
import dev.parley.server.store.Backup;
import dev.parley.server.store.Erasure;
import dev.parley.server.store.Erasure.Subject;
import dev.parley.server.store.Project;
import dev.parley.server.store.Removed;
import dev.parley.server.store.StoreException;
import dev.parley.server.store.StoreOpenException;
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
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code parley erase}, {@code backup}, {@code restore} and {@code compact}: what is done to a data
 * folder as a whole. The first two ask the server that serves it, where there is one.
 */
final class DataCommands {
  static final Set<String> NAMES = Set.of("erase", "backup", "restore", "compact");

  static final String USAGE =
      """
      Usage: ./parley erase (--user=ID | --conversation=ID | --project=NAME) [--dry-run] [--key=KEY] [SERVER FLAGS]
             ./parley backup FOLDER [--key=KEY] [SERVER FLAGS]
             ./parley restore FOLDER [SERVER FLAGS]
             ./parley compact [SERVER FLAGS]

      erase     removes what belongs to a user, a conversation or a project, and says how much; --dry-run only says it
      backup    writes what is stored now to a folder that is absent or empty; what is sent meanwhile is stored, and
                not in it
      restore   puts such a folder into a data folder that is absent or empty
      compact   writes the database of a stopped server anew: smaller, and without a byte of what was removed

      erase and backup work while a server serves the data folder (on this machine), and without; with KEY where it
      asks for one. Of the server's flags, --data and --config say where the data is.
      """;

  private static final String BASE = "/api/v1/parley/";

  private final Map<String, String> environment;
  private final Path home;
  private final PrintStream out;
  private final PrintStream err;

  DataCommands(Map<String, String> environment, Path home, PrintStream out, PrintStream err) {
    this.environment = environment;
    this.home = home;
    this.out = out;
    this.err = err;
  }

  /**
   * Runs a command; returns its exit code: 0, or one of those that {@link Main} has.
   *
   * @param name one of {@link #NAMES}
   * @param arguments without the command's own name
   */
  int run(String name, List<String> arguments) {
    if (arguments.contains("--help") || arguments.contains("-h")) {
      out.print(USAGE);
      return 0;
    }
    List<String> rest = new ArrayList<>(arguments);
    try {
      switch (name) {
        case "erase" -> erase(rest);
        case "backup" -> backUp(rest);
        case "restore" -> restore(rest);
        default -> compact(rest);
      }
      return 0;
    } catch (ConfigException e) {
      return complain(Main.USAGE, e.getMessage());
    } catch (StoreOpenException e) {
      return complain(Main.DATA_FOLDER, e.getMessage());
    } catch (StoreException e) {
      return complain(Main.FAULT, e.getMessage());
    }
  }

  private void erase(List<String> arguments) {
    boolean dryRun = arguments.remove("--dry-run");
    @Nullable String key = take(arguments, "--key");
    List<Erasure> named = new ArrayList<>();
    for (Subject subject : Subject.values()) {
      String id = take(arguments, "--" + subject.text());
      if (id != null && !id.isEmpty()) {
        named.add(new Erasure(subject == Subject.PROJECT ? id : Project.DEFAULT, subject, id));
      }
    }
    if (named.size() != 1) {
      throw new ConfigException("erase needs one of --user=ID, --conversation=ID, --project=NAME");
    }
    ServerConfig config = config(arguments);
    Removed removed = erase(config, named.get(0), dryRun, key);
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
      ServerConfig config, Erasure erasure, boolean dryRun, @Nullable String key) {
    RunningServer server = RunningServer.of(config.dataFolder(), key);
    if (server != null) {
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

  private void backUp(List<String> arguments) {
    @Nullable String key = take(arguments, "--key");
    Path folder = folder(arguments, "backup");
    ServerConfig config = config(arguments);
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

  private void restore(List<String> arguments) {
    Path folder = folder(arguments, "restore");
    ServerConfig config = config(arguments);
    Backup backup = DuckDbBackups.restore(folder, config.dataFolder());
    out.printf(
        Locale.ROOT,
        "Restored %,d spans, logs, metric points and scores of %s to %s%n",
        backup.records(),
        backup.createdAt(),
        config.dataFolder());
  }

  private void compact(List<String> arguments) {
    ServerConfig config = config(arguments);
    DuckDbStore.Compaction done =
        DuckDbStore.compact(config.dataFolder(), ParleyServer.storeOptions(config));
    out.printf(
        Locale.ROOT,
        "Wrote the database anew: %,d bytes before, %,d after%n",
        done.before(),
        done.after());
  }

  private ServerConfig config(List<String> arguments) {
    ServerConfig config = ConfigReader.read(arguments.toArray(new String[0]), environment, home);
    System.setProperty("parley.log.level", config.logLevel());
    return config;
  }

  private static Path folder(List<String> arguments, String command) {
    if (arguments.isEmpty() || arguments.get(0).startsWith("-")) {
      throw new ConfigException(
          "\"" + command + "\" has no folder (expected: ./parley " + command + " FOLDER)");
    }
    return Path.of(arguments.remove(0)).toAbsolutePath().normalize();
  }

  /** Takes {@code --name=VALUE} or {@code --name VALUE} out of the arguments; null for neither. */
  private static @Nullable String take(List<String> arguments, String name) {
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (argument.startsWith(name + "=")) {
        arguments.remove(i);
        return argument.substring(name.length() + 1);
      }
      if (argument.equals(name)) {
        arguments.remove(i);
        if (i == arguments.size()) {
          throw new ConfigException(name + " has no value (expected: " + name + "=VALUE)");
        }
        return arguments.remove(i);
      }
    }
    return null;
  }

  private int complain(int code, @Nullable String sentence) {
    err.println("parley: " + sentence);
    return code;
  }
}
