package dev.parley.server;

import dev.parley.server.config.ConfigException;
import dev.parley.server.config.ConfigReader;
import dev.parley.server.config.ServerConfig;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of a command. It takes its own out of them, and what is left are flags of the
 * server, which say where the data is.
 */
final class CommandLine {
  private final List<String> arguments;
  private final Map<String, String> environment;
  private final Path home;

  /**
   * @param arguments without the command's own name
   * @param home the user's folder, for the default data folder
   */
  CommandLine(List<String> arguments, Map<String, String> environment, Path home) {
    this.arguments = new ArrayList<>(arguments);
    this.environment = environment;
    this.home = home;
  }

  boolean isEmpty() {
    return arguments.isEmpty();
  }

  boolean asksForHelp() {
    return ConfigReader.asksForHelp(array());
  }

  /** Takes the first argument; null where there is none, or an option in its place. */
  @Nullable String word() {
    return arguments.isEmpty() || arguments.get(0).startsWith("-") ? null : arguments.remove(0);
  }

  /** Takes {@code --name}; returns whether it was there. */
  boolean flag(String name) {
    return arguments.remove(name);
  }

  /** Takes {@code --name=VALUE} or {@code --name VALUE}; null for neither. */
  @Nullable String option(String name) {
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

  String option(String name, String otherwise) {
    String value = option(name);
    return value == null ? otherwise : value;
  }

  LocalDate day(String name, LocalDate otherwise) {
    String value = option(name);
    try {
      return value == null ? otherwise : LocalDate.parse(value);
    } catch (DateTimeParseException e) {
      throw new ConfigException(
          name + " is \"" + value + "\" (expected: a day such as 2026-11-21)");
    }
  }

  /**
   * What the server's flags, files and environment say; from then on what is logged is of their
   * level. Call it last, and before the first logger is made.
   */
  ServerConfig config() {
    ServerConfig config = ConfigReader.read(array(), environment, home);
    System.setProperty("parley.log.level", config.logLevel());
    return config;
  }

  private String[] array() {
    return arguments.toArray(new String[0]);
  }
}
