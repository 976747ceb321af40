package dev.parley.server;

import dev.parley.server.auth.Key;
import dev.parley.server.auth.KeyFile;
import dev.parley.server.auth.KeyText;
import dev.parley.server.auth.Keys;
import dev.parley.server.auth.Right;
import dev.parley.server.config.ConfigException;
import dev.parley.server.store.Project;
import java.io.PrintStream;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

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

  private final CommandLine line;
  private final PrintStream out;

  KeysCommand(CommandLine line, PrintStream out) {
    this.line = line;
    this.out = out;
  }

  /** Runs the command; returns its exit code. */
  int run() {
    boolean nothingAsked = line.isEmpty();
    if (nothingAsked || line.asksForHelp()) {
      out.print(USAGE);
      return nothingAsked ? Main.USAGE : 0;
    }
    String what = Objects.requireNonNullElse(line.word(), "");
    switch (what) {
      case "create" -> create();
      case "list" -> list();
      case "revoke" -> revoke();
      default ->
          throw new ConfigException(
              "keys " + what + ": unknown (expected: create, list or revoke)");
    }
    return 0;
  }

  private void create() {
    String project = line.option("--project", Project.DEFAULT).strip();
    if (!Project.isName(project)) {
      throw new ConfigException(
          "--project is \""
              + project
              + "\" (expected: lower-case letters, digits, - and _, up to 63, a letter or digit in"
              + " front)");
    }
    Set<Right> rights = rights(line.option("--rights", "ingest,read").strip());
    String name = line.option("--name", "").strip();
    if (name.length() > 100 || !name.chars().allMatch(c -> c >= ' ' && c != 127)) {
      throw new ConfigException("--name is too long or not one line (expected: 100 characters)");
    }
    KeyText text = Keys.create(file(), project, rights, name);
    out.println("A key of project " + project + ", to " + told(rights) + ":");
    out.println();
    out.println("  " + text.text());
    out.println();
    out.println("It is shown this once. Senders send it as the header Authorization: Bearer KEY:");
    out.println("  OTEL_EXPORTER_OTLP_HEADERS=Authorization=Bearer%20" + text.text());
  }

  private void list() {
    List<Key> keys = file().read().keys();
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

  private void revoke() {
    String id = line.word();
    if (id == null) {
      throw new ConfigException("keys revoke: no id (expected: one that keys list shows)");
    }
    KeyFile file = file();
    if (!Keys.revoke(file, id)) {
      throw new ConfigException("key " + id + ": unknown (expected: one that keys list shows)");
    }
    out.println("Key " + id + " opens nothing any more.");
    if (file.read().keys().isEmpty()) {
      out.println("It was the last one: a server that runs lets nobody in until there is another;");
      out.println("one that starts now asks for none, and listens to this machine only.");
    }
  }

  private KeyFile file() {
    return new KeyFile(line.config().dataFolder());
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
}
