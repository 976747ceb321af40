package dev.parley.server.doctor;

import com.linecorp.armeria.common.SessionProtocol;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServerPort;
import dev.parley.pricing.PriceBook;
import dev.parley.server.ingest.Receipt;
import dev.parley.server.otlp.Acceptors;
import dev.parley.server.otlp.OtlpFile;
import dev.parley.server.otlp.OtlpLimits;
import dev.parley.server.otlp.OtlpServices;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** {@code parley doctor}: says what OTLP lacks for a full picture. It stores nothing. */
public final class Doctor {
  static final String USAGE =
      """
      Usage: ./parley doctor FILE ...
             ./parley doctor --live [--seconds=60] [--grpc-port=4317] [--http-port=4318]

      Reads OTLP and says what is missing for a full picture (tokens, models and their prices,
      content, conversations), and how the emitter is told to send it. A FILE holds requests as
      JSON, as the Collector's file exporter writes them, or one in protobuf; gzip is fine.
      --live receives what an application sends there, until the seconds are over or Ctrl-C.
      Nothing is stored.
      """;

  private static final int WRONG_USE = 64;
  private static final int NO_INPUT = 66;
  private static final int PORT_IN_USE = 69;

  private final PriceBook prices;
  private final PrintStream out;
  private final PrintStream err;

  /**
   * @param prices by which models count as priced
   */
  public Doctor(PriceBook prices, PrintStream out, PrintStream err) {
    this.prices = prices;
    this.out = out;
    this.err = err;
  }

  /**
   * Runs the command; returns its exit code: 0, 64 for a wrong use, 66 for a file that can't be
   * read, 69 for a port in use.
   *
   * @param arguments without the command's own name
   */
  public int run(List<String> arguments) {
    if (arguments.isEmpty() || arguments.contains("--help") || arguments.contains("-h")) {
      out.print(USAGE);
      return arguments.isEmpty() ? WRONG_USE : 0;
    }
    return arguments.contains("--live") ? live(arguments) : files(arguments);
  }

  private int files(List<String> names) {
    Examination examination = new Examination(prices);
    for (String name : names) {
      try {
        OtlpFile.read(Path.of(name), examination::add);
      } catch (IOException e) {
        err.println("parley: " + e.getMessage());
        return NO_INPUT;
      }
    }
    out.print(examination.report());
    return 0;
  }

  private int live(List<String> arguments) {
    int seconds = 60;
    List<Integer> ports = new ArrayList<>(List.of(4317, 4318));
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      try {
        switch (equals < 0 ? argument : argument.substring(0, equals)) {
          case "--live" -> {}
          case "--seconds" -> seconds = Integer.parseInt(argument.substring(equals + 1));
          case "--grpc-port" -> ports.set(0, Integer.parseInt(argument.substring(equals + 1)));
          case "--http-port" -> ports.set(1, Integer.parseInt(argument.substring(equals + 1)));
          default -> throw new NumberFormatException();
        }
      } catch (NumberFormatException e) {
        err.println(
            "parley: \""
                + argument
                + "\" (expected: --live, --seconds=N, --grpc-port=N, --http-port=N)");
        return WRONG_USE;
      }
    }
    return receive(Duration.ofSeconds(seconds), ports);
  }

  private int receive(Duration time, List<Integer> ports) {
    Examination examination = new Examination(prices);
    OtlpServices otlp =
        new OtlpServices(
            (project, batch) -> {
              examination.add(batch);
              return CompletableFuture.completedFuture(new Receipt(batch.size(), 0));
            },
            OtlpLimits.DEFAULT);
    ServerBuilder builder = Server.builder().bossGroupFactory(Acceptors::endingAtOnce);
    for (int port : ports) {
      builder.port(
          new ServerPort(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), port), SessionProtocol.HTTP));
    }
    otlp.mount(builder);
    Server server = builder.build();
    try (otlp) {
      server.start().join();
      out.println("Listening on " + ports + " for " + time.toSeconds() + " s; Ctrl-C ends it.");
      await(time, examination);
      return 0;
    } catch (CompletionException e) {
      err.println(
          "parley: ports "
              + ports
              + " can't be listened on, "
              + e.getCause()
              + " (perhaps a Parley or a Collector runs there; choose others by --grpc-port and"
              + " --http-port)");
      return PORT_IN_USE;
    } finally {
      server.stop().join();
    }
  }

  /** Tells what was seen once the time is over, or when the process is asked to end. */
  private void await(Duration time, Examination examination) {
    Thread ending = new Thread(() -> tell(examination), "doctor-report");
    Runtime.getRuntime().addShutdownHook(ending);
    try {
      TimeUnit.MILLISECONDS.sleep(time.toMillis());
      Runtime.getRuntime().removeShutdownHook(ending);
      tell(examination);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IllegalStateException ended) {
      // The process ends just now, and the hook tells.
    }
  }

  private void tell(Examination examination) {
    out.print(examination.report());
    out.flush();
  }
}
