package dev.parley.examples.demo;

import dev.parley.examples.provider.LoopbackProvider;
import dev.parley.examples.provider.Pace;
import dev.parley.examples.scenario.Scenarios;
import dev.parley.sdk.Parley;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Customers of the support desk, for a Parley server that runs already: a day of them at once, then
 * live until SIGTERM or Ctrl-C.
 *
 * <pre>
 *   java -jar parley-examples.jar [flags]
 *     --endpoint URL         the server's OTLP address        (http://127.0.0.1:4318)
 *     --conversations N      conversations of the last day    (160)
 *     --pause SECONDS        between live messages, on average (4)
 *     --history-only         end when the history is there
 * </pre>
 *
 * It prints one line when the history is there. It ends with 0, with 1 where the server could not
 * be reached, and with 2 where a flag is wrong.
 */
public final class Demo {

  static final String SERVICE = "support-desk";
  static final String VERSION = "2.4.1";

  /** The system property by which Parley, and others, learn whether content is recorded. */
  private static final String CAPTURE = "otel.instrumentation.genai.capture.message.content";

  private final Options options;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);

  private Demo(Options options) {
    this.options = options;
  }

  /** Runs the demo; the process ends with the status of {@link #run(String...)} unless it is 0. */
  public static void main(String[] arguments) throws Exception {
    int status = run(arguments);
    if (status != 0) {
      System.exit(status);
    }
  }

  /**
   * Runs the demo and says on the standard streams how it goes.
   *
   * @return 0 when it ended well, 1 when its history could not be delivered, 2 when an argument is
   *     wrong
   * @throws IOException if the loopback provider can't be started
   * @throws InterruptedException if the thread is interrupted
   */
  public static int run(String... arguments) throws IOException, InterruptedException {
    Options options;
    try {
      options = Options.parse(List.of(arguments));
    } catch (IllegalArgumentException e) {
      System.err.println("demo: " + e.getMessage());
      return 2;
    }
    // What is said in the demo is made up, and showing it is the point.
    if (System.getProperty(CAPTURE) == null) {
      System.setProperty(CAPTURE, "true");
    }
    Demo demo = new Demo(options);
    Runtime.getRuntime().addShutdownHook(new Thread(demo::stop, "demo-stop"));
    return demo.play();
  }

  private int play() throws IOException, InterruptedException {
    Scenarios scenarios = Scenarios.load();
    try (LoopbackProvider provider = LoopbackProvider.start(scenarios, Pace.AT_ONCE)) {
      DayPlan plan = new DayPlan(scenarios, System.nanoTime());
      List<DayPlan.Visit> visits =
          plan.day(options.conversations(), Instant.now(), ZoneId.systemDefault());
      long begin = System.nanoTime();
      OtlpHttpSpanExporter exporter =
          OtlpHttpSpanExporter.builder()
              .setEndpoint(options.endpoint() + "/v1/traces")
              // A thousand spans to a server that has only just started, on a machine that may be
              // busy.
              .setTimeout(Duration.ofSeconds(60))
              .build();
      if (!new History(provider, exporter).play(visits)) {
        System.err.println(
            "demo: the history could not be delivered to "
                + options.endpoint()
                + "; is Parley's server running there?");
        return 1;
      }
      System.out.printf(
          "demo: a day of history is there (%d conversations in %.1f s)%n",
          visits.size(), (System.nanoTime() - begin) / 1e9);
      if (!options.historyOnly() && stopping.getCount() > 0) {
        live(provider, plan);
      }
      return 0;
    } finally {
      ended.countDown();
    }
  }

  private void live(LoopbackProvider provider, DayPlan plan)
      throws IOException, InterruptedException {
    provider.pace(Pace.LIFELIKE);
    try (Shop production = Shop.open(parley("production"), provider);
        Shop staging = Shop.open(parley("staging"), provider)) {
      LiveTraffic traffic = new LiveTraffic(plan, production, staging, options.pause());
      Thread watch =
          new Thread(
              () -> {
                try {
                  stopping.await();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
                traffic.stop();
              },
              "demo-watch");
      watch.setDaemon(true);
      watch.start();
      traffic.run(options.conversations());
    }
  }

  private Parley parley(String environment) {
    return Parley.builder()
        .serviceName(SERVICE)
        .environment(environment)
        .resourceAttribute("service.version", VERSION)
        .endpoint(options.endpoint())
        .captureContent(true)
        .build();
  }

  /** Lets the demo come to its end, and waits a while for what is still to be exported. */
  private void stop() {
    stopping.countDown();
    try {
      ended.await(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
