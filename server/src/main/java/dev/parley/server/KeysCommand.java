package dev.parley.server;

import dev.parley.server.auth.Key;
import dev.parley.server.auth.KeyFile;
import dev.parley.server.auth.KeyFileException;
import dev.parley.server.auth.KeyText;
import dev.parley.server.auth.Keys;
import dev.parley.server.auth.Right;
import dev.parley.server.config.ConfigException;
import dev.parley.server.config.ConfigReader;
import dev.parley.server.store.Project;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code parley keys}: makes, lists and revokes keys, whether or not the server runs. */
final class KeysCommand {
  static final String USAGE =
      """
      Usage: ./parley keys create [--project=P] [--rights=R,R] [--name=N] [SERVER FLAGS]
             ./parley keys list [SERVER FLAGS]
             ./parley keys revoke ID [SERVER FLAGS]

      Keys open a server to those who hold one, each to the data of one project alone. While there is
      none, the server asks for none and listens to this machine only; from the first one on every
      request needs one. A server that runs knows of a change within a second.

      A project is named by lower-case letters, digits, - and _ (default: default). Rights are ingest
      (send), read (see), and admin (change and remove what is stored); default: ingest,read. A key is
      shown once, when it is made: what is kept is a hash. Of the server's flags, --data and --config
      say where.
      """;

  private final Map<String, String> environment;
  private final Path home;
  private final PrintStream out;
  private final PrintStream err;

  KeysCommand(Map<String, String> environment, Path home, PrintStream out, PrintStream err) {
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
    if (arguments.isEmpty() || arguments.contains("--help") || arguments.contains("-h")) {
      out.print(USAGE);
      return arguments.isEmpty() ? Main.USAGE : 0;
    }
    List<String> rest = new ArrayList<>(arguments.subList(1, arguments.size()));
    try {
      switch (arguments.get(0)) {
        case "create" -> create(rest);
        case "list" -> list(rest);
        case "revoke" -> revoke(rest);
        default ->
            throw new ConfigException(
                "keys " + arguments.get(0) + ": unknown (expected: create, list or revoke)");
      }
      return 0;
    } catch (ConfigException e) {
      return complain(Main.USAGE, e.getMessage());
    } catch (KeyFileException e) {
      return complain(Main.DATA_FOLDER, e.getMessage());
    }
  }

  private void create(List<String> arguments) {
    String project = option(arguments, "--project", Project.DEFAULT);
    if (!Project.isName(project)) {
      throw new ConfigException(
          "--project is \""
              + project
              + "\" (expected: lower-case letters, digits, - and _, up to 63, a letter or digit in"
              + " front)");
    }
    Set<Right> rights = rights(option(arguments, "--rights", "ingest,read"));
    String name = option(arguments, "--name", "");
    if (name.length() > 100 || !name.chars().allMatch(c -> c >= ' ' && c != 127)) {
      throw new ConfigException("--name is too long or not one line (expected: 100 characters)");
    }
    KeyText text = Keys.create(file(arguments), project, rights, name);
    out.println("A key of project " + project + ", to " + told(rights) + ":");
    out.println();
    out.println("  " + text.text());
    out.println();
    out.println("It is shown this once. Senders send it as the header Authorization: Bearer KEY:");
    out.println("  OTEL_EXPORTER_OTLP_HEADERS=Authorization=Bearer%20" + text.text());
  }

  private void list(List<String> arguments) {
    List<Key> keys = file(arguments).read().keys();
    if (keys.isEmpty()) {
      out.println("There are no keys: the server asks for none, and listens to this machine only.");
      return;
    }
    String form = "%-10s  %-20s  %-18s  %-20s  %s%n";
    out.printf(Locale.ROOT, form, "ID", "PROJECT", "RIGHTS", "CREATED", "NAME");
    for (Key key : keys) {
      out.printf(
          Locale.ROOT,
          form,
          key.id(),
          key.project(),
          text(key.rights()),
          key.created().toString().substring(0, 19) + "Z",
          key.name());
    }
  }

  private void revoke(List<String> arguments) {
    if (arguments.isEmpty() || arguments.get(0).startsWith("--")) {
      throw new ConfigException("keys revoke: no id (expected: one that keys list shows)");
    }
    String id = arguments.remove(0);
    KeyFile file = file(arguments);
    if (!Keys.revoke(file, id)) {
      throw new ConfigException("key " + id + ": unknown (expected: one that keys list shows)");
    }
    out.println("Key " + id + " opens nothing any more.");
    if (file.read().keys().isEmpty()) {
      out.println("It was the last one: a server that runs lets nobody in until there is another;");
      out.println("one that starts now asks for none, and listens to this machine only.");
    }
  }

  private KeyFile file(List<String> arguments) {
    return new KeyFile(
        ConfigReader.read(arguments.toArray(new String[0]), environment, home).dataFolder());
  }

  private static Set<Right> rights(String text) {
    Set<Right> rights = EnumSet.noneOf(Right.class);
    for (String each : text.split(",", -1)) {
      Right right = Right.named(each);
      if (right == null) {
        throw new ConfigException(
            "--rights is \"" + text + "\" (expected: some of ingest, read, admin)");
      }
      rights.add(right);
    }
    return rights;
  }

  private static String text(Set<Right> rights) {
    return rights.stream().sorted().map(Right::text).collect(Collectors.joining(","));
  }

  private static String told(Set<Right> rights) {
    return text(rights).replace(",", " and ");
  }

  /** Takes {@code --name=VALUE} or {@code --name VALUE} out of the arguments. */
  private static String option(List<String> arguments, String name, String otherwise) {
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (argument.startsWith(name + "=")) {
        arguments.remove(i);
        return argument.substring(name.length() + 1).strip();
      }
      if (argument.equals(name)) {
        arguments.remove(i);
        if (i == arguments.size()) {
          throw new ConfigException(name + " has no value (expected: " + name + "=VALUE)");
        }
        return arguments.remove(i).strip();
      }
    }
    return otherwise;
  }

  private int complain(int code, @Nullable String sentence) {
    err.println("parley: " + sentence);
    return code;
  }
}
