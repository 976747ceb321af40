package dev.parley.server;

import dev.parley.server.auth.KeyFileException;
import dev.parley.server.config.ConfigException;
import dev.parley.server.config.ConfigReader;
import dev.parley.server.config.PriceFile;
import dev.parley.server.config.ServerConfig;
import dev.parley.server.doctor.Doctor;
import dev.parley.server.prices.PricesCommand;
import dev.parley.server.store.StoreDamagedException;
import dev.parley.server.store.StoreException;
import dev.parley.server.store.StoreOpenException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The server as a process, and the commands beside it. What stops them is told in one sentence and
 * an exit code: 64 for the command line and other settings, 65 for a store that lacks what was
 * acknowledged, 69 for a port in use, 73 for the data folder, 70 for what else could not be done.
 */
public final class Main {
  static final int USAGE = 64;
  static final int DAMAGED = 65;
  static final int PORT_IN_USE = 69;
  static final int FAULT = 70;
  static final int DATA_FOLDER = 73;

  private Main() {}

  public static void main(String[] args) {
    Path home = Path.of(System.getProperty("user.home", "."));
    int code = run(List.of(args), System.getenv(), home, System.out, System.err);
    if (code != 0) {
      System.exit(code);
    }
  }

  /** Runs a command, or starts the server; returns the exit code. */
  static int run(
      List<String> arguments,
      Map<String, String> environment,
      Path home,
      PrintStream out,
      PrintStream err) {
    String name = arguments.isEmpty() ? "" : arguments.get(0);
    List<String> rest = arguments.isEmpty() ? arguments : arguments.subList(1, arguments.size());
    CommandLine line = new CommandLine(rest, environment, home);
    try {
      return switch (name) {
        case "doctor" -> {
          ServerConfig config = new CommandLine(List.of(), environment, home).config();
          // What it says of the batches that it can't take is in its report.
          System.setProperty("parley.log.level", "error");
          yield new Doctor(ParleyServer.prices(config), out, err).run(rest);
        }
        case "prices" -> new PricesCommand(PriceFile.builtIn(), out, err).run(rest);
        case "remap" -> new RemapCommand(line, out).run();
        case "repair" -> new RepairCommand(line, out).run();
        case "keys" -> new KeysCommand(line, out).run();
        case "erase", "backup", "restore", "compact" -> new DataCommands(line, out).run(name);
        default -> serve(new CommandLine(arguments, environment, home), out);
      };
    } catch (RuntimeException e) {
      int code = code(e);
      if (code == FAULT && !(e instanceof StoreException)) {
        e.printStackTrace(err);
        err.println("parley: a fault of its own ended it: " + e);
      } else {
        err.println("parley: " + e.getMessage());
      }
      return code;
    }
  }

  /** The exit code that tells of a failure. */
  private static int code(RuntimeException failure) {
    if (failure instanceof ConfigException) {
      return USAGE;
    }
    if (failure instanceof PortInUseException) {
      return PORT_IN_USE;
    }
    if (failure instanceof StoreDamagedException) {
      return DAMAGED;
    }
    return failure instanceof StoreOpenException || failure instanceof KeyFileException
        ? DATA_FOLDER
        : FAULT;
  }

  private static int serve(CommandLine line, PrintStream out) {
    if (line.asksForHelp()) {
      out.print(ConfigReader.help());
      return 0;
    }
    // Its settings of logging are read by logback.xml, before the first logger is made.
    ServerConfig config = line.config();
    System.setProperty("parley.log.format", config.logFormat());
    ParleyServer server = start(config);
    Runtime.getRuntime().addShutdownHook(new Thread(server::close, "parley-shutdown"));
    out.println(greeting(server, config));
    server.loginLinks().forEach((project, link) -> out.println(invitation(project, link)));
    return 0;
  }

  private static ParleyServer start(ServerConfig config) {
    try {
      return ParleyServer.start(config);
    } catch (StoreOpenException e) {
      throw e;
    } catch (StoreException e) {
      throw new StoreDamagedException(
          "the store can be opened, but not read ("
              + e.getMessage()
              + "); restore a backup, or run ./parley repair to go on with what is there",
          e);
    }
  }

  private static String invitation(String project, String link) {
    return "Log in to project " + project + " once, within the hour: " + link;
  }

  private static String greeting(ParleyServer server, ServerConfig config) {
    double seconds = ManagementFactory.getRuntimeMXBean().getUptime() / 1000.0;
    return String.format(
        Locale.ROOT,
        "Parley is ready: %s (OTLP there and on %s; data in %s; started in %.1f s)",
        server.httpAddress(),
        server.grpcAddress().replaceFirst("https?://", ""),
        config.dataFolder(),
        seconds);
  }
}
