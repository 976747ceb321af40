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
import org.jspecify.annotations.Nullable;

/**
 * The server as a process. What stops it from starting is told in one sentence and an exit code: 64
 * for the command line and other settings, 65 for a store that lacks what was acknowledged, 69 for
 * a port in use, 73 for the data folder, 70 for a fault of ours.
 */
public final class Main {
  static final int USAGE = 64;
  static final int DAMAGED = 65;
  static final int PORT_IN_USE = 69;
  static final int FAULT = 70;
  static final int DATA_FOLDER = 73;

  private Main() {}

  public static void main(String[] args) {
    int code = run(args, System.getenv(), System.out, System.err);
    if (code != 0) {
      System.exit(code);
    }
  }

  private static int run(
      String[] args, Map<String, String> environment, PrintStream out, PrintStream err) {
    if (args.length > 0 && args[0].equals("doctor")) {
      return doctor(List.of(args).subList(1, args.length), environment, out, err);
    }
    if (args.length > 0 && args[0].equals("prices")) {
      return new PricesCommand(PriceFile.builtIn(), out, err)
          .run(List.of(args).subList(1, args.length));
    }
    if (args.length > 0 && args[0].equals("remap")) {
      return new RemapCommand(environment, home(), out, err)
          .run(List.of(args).subList(1, args.length));
    }
    if (args.length > 0 && DataCommands.NAMES.contains(args[0])) {
      return new DataCommands(environment, home(), out, err)
          .run(args[0], List.of(args).subList(1, args.length));
    }
    if (args.length > 0 && args[0].equals("keys")) {
      return new KeysCommand(environment, home(), out, err)
          .run(List.of(args).subList(1, args.length));
    }
    if (args.length > 0 && args[0].equals("repair")) {
      return new RepairCommand(environment, home(), out, err)
          .run(List.of(args).subList(1, args.length));
    }
    if (ConfigReader.asksForHelp(args)) {
      out.print(ConfigReader.help());
      return 0;
    }
    try {
      ServerConfig config = ConfigReader.read(args, environment, home());
      // Read by logback.xml, before the first logger is made.
      System.setProperty("parley.log.level", config.logLevel());
      System.setProperty("parley.log.format", config.logFormat());
      ParleyServer server = ParleyServer.start(config);
      Runtime.getRuntime().addShutdownHook(new Thread(server::close, "parley-shutdown"));
      out.println(greeting(server, config));
      server.loginLinks().forEach((project, link) -> out.println(invitation(project, link)));
      return 0;
    } catch (ConfigException e) {
      return complain(err, USAGE, e.getMessage());
    } catch (PortInUseException e) {
      return complain(err, PORT_IN_USE, e.getMessage());
    } catch (StoreOpenException e) {
      return complain(err, code(e), e.getMessage());
    } catch (StoreException e) {
      return complain(
          err,
          DAMAGED,
          "the store can be opened, but not read ("
              + e.getMessage()
              + "); restore a backup, or run ./parley repair to go on with what is there");
    } catch (KeyFileException e) {
      return complain(err, DATA_FOLDER, e.getMessage());
    } catch (RuntimeException e) {
      e.printStackTrace(err);
      return complain(err, FAULT, "the server could not start because of a fault of its own: " + e);
    }
  }

  private static int doctor(
      List<String> arguments, Map<String, String> environment, PrintStream out, PrintStream err) {
    try {
      // What it says of the batches that it can't take is in its report.
      System.setProperty("parley.log.level", "error");
      ServerConfig config = ConfigReader.read(new String[0], environment, home());
      return new Doctor(ParleyServer.prices(config), out, err).run(arguments);
    } catch (ConfigException e) {
      return complain(err, USAGE, e.getMessage());
    }
  }

  static int code(StoreOpenException e) {
    return e instanceof StoreDamagedException ? DAMAGED : DATA_FOLDER;
  }

  private static Path home() {
    return Path.of(System.getProperty("user.home", "."));
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

  private static int complain(PrintStream err, int code, @Nullable String sentence) {
    err.println("parley: " + sentence);
    return code;
  }
}
