package dev.parley.sdk.internal.setup;

import dev.parley.sdk.ExportHealth;
import dev.parley.sdk.internal.Settings;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.autoconfigure.spi.logs.ConfigurableLogRecordExporterProvider;
import io.opentelemetry.sdk.autoconfigure.spi.metrics.ConfigurableMetricExporterProvider;
import io.opentelemetry.sdk.autoconfigure.spi.traces.ConfigurableSpanExporterProvider;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The exporters of one Parley. They come from OpenTelemetry's own providers, found as its
 * autoconfigure finds them: so every {@code OTEL_EXPORTER_OTLP_*} setting holds, also for a single
 * signal, and an exporter of another library works by its name. One that cannot be built is told to
 * the log and left out.
 */
public final class SignalExporters {
  private static final Set<String> CONSOLE = Set.of("console", "logging");

  private final Settings settings;
  private final List<ExportTarget> targets;
  private final ExportTarget.Otlp otlp;
  private final List<ExportWatch> watches = new CopyOnWriteArrayList<>();
  private final Map<String, Set<String>> told = new ConcurrentHashMap<>();

  /**
   * @param targets what the code asks for; empty leaves it to {@code OTEL_TRACES_EXPORTER} and its
   *     siblings. {@code none} there switches a signal off either way.
   * @param otlp what {@code otlp} stands for in those settings, which is also their default
   */
  public SignalExporters(Settings settings, List<ExportTarget> targets, ExportTarget.Otlp otlp) {
    this.settings = settings;
    this.targets = List.copyOf(targets);
    this.otlp = otlp;
  }

  public List<SpanExporter> spans() {
    return of(
        "traces",
        ConsoleExporter::spans,
        (name, config) -> {
          ConfigurableSpanExporterProvider provider =
              Extensions.named(
                  ConfigurableSpanExporterProvider.class,
                  ConfigurableSpanExporterProvider::getName,
                  name);
          return provider == null ? null : provider.createExporter(config);
        },
        WatchedSpanExporter::new);
  }

  public List<MetricExporter> metrics() {
    return of(
        "metrics",
        ConsoleExporter::metrics,
        (name, config) -> {
          ConfigurableMetricExporterProvider provider =
              Extensions.named(
                  ConfigurableMetricExporterProvider.class,
                  ConfigurableMetricExporterProvider::getName,
                  name);
          return provider == null ? null : provider.createExporter(config);
        },
        WatchedMetricExporter::new);
  }

  public List<LogRecordExporter> logs() {
    return of(
        "logs",
        ConsoleExporter::logs,
        (name, config) -> {
          ConfigurableLogRecordExporterProvider provider =
              Extensions.named(
                  ConfigurableLogRecordExporterProvider.class,
                  ConfigurableLogRecordExporterProvider::getName,
                  name);
          return provider == null ? null : provider.createExporter(config);
        },
        WatchedLogExporter::new);
  }

  /** An exporter that the application brings; its exceptions stay here. */
  public SpanExporter watched(SpanExporter exporter) {
    return new WatchedSpanExporter(exporter, watch("traces", exporter.getClass().getName()));
  }

  /** How each exporter built here fares, in the order they were built. */
  public List<ExportHealth> health() {
    return watches.stream().map(ExportWatch::health).toList();
  }

  private <E> List<E> of(
      String signal,
      Function<ConsoleExporter, E> console,
      BiFunction<String, ConfigProperties, @Nullable E> byName,
      BiFunction<E, ExportWatch, E> watched) {
    List<E> exporters = new ArrayList<>();
    for (ExportTarget target : targets(signal)) {
      if (target instanceof ExportTarget.Console lines) {
        exporters.add(
            watched.apply(
                console.apply(new ConsoleExporter(lines.out())), watch(signal, "console")));
      } else if (target instanceof ExportTarget.Otlp receiver) {
        ExportConfig config = ExportConfig.of(settings, receiver);
        String where = receiver.name() + " at " + config.endpoint(signal);
        // The signals of a receiver tell the same reason once.
        add(exporters, signal, "otlp", config, where, receiver.name(), byName, watched);
      } else if (target instanceof ExportTarget.Named named) {
        String name = named.name();
        add(exporters, signal, name, ExportConfig.of(settings), name, name, byName, watched);
      }
    }
    return exporters;
  }

  private <E> void add(
      List<E> exporters,
      String signal,
      String name,
      ConfigProperties config,
      String where,
      String receiver,
      BiFunction<String, ConfigProperties, @Nullable E> byName,
      BiFunction<E, ExportWatch, E> watched) {
    try {
      E exporter = byName.apply(name, config);
      if (exporter != null) {
        exporters.add(watched.apply(exporter, watch(signal, where, receiver)));
      } else {
        Settings.warn(
            signal
                + " are not exported by \""
                + name
                + "\": no exporter of that name is on the class path (known: otlp, console, none;"
                + " an archive of several libraries must merge their META-INF/services)");
      }
    } catch (RuntimeException | LinkageError e) {
      Settings.warn(signal + " are not exported to " + where + ": " + e.getMessage());
    }
  }

  private List<ExportTarget> targets(String signal) {
    Set<String> names = new LinkedHashSet<>(settings.list("otel." + signal + ".exporter"));
    if (names.remove("none") && names.isEmpty()) {
      return List.of();
    }
    if (!targets.isEmpty()) {
      // Asked for in code, the console is for spans: metrics every few seconds would bury them.
      return targets.stream()
          .filter(target -> signal.equals("traces") || !(target instanceof ExportTarget.Console))
          .toList();
    }
    return names.isEmpty() ? List.of(otlp) : names.stream().map(this::named).toList();
  }

  private ExportTarget named(String name) {
    if (name.equals("otlp")) {
      return otlp;
    }
    return CONSOLE.contains(name)
        ? new ExportTarget.Console(() -> System.out)
        : new ExportTarget.Named(name);
  }

  private ExportWatch watch(String signal, String destination) {
    return watch(signal, destination, destination);
  }

  private ExportWatch watch(String signal, String destination, String receiver) {
    Set<String> reasons = told.computeIfAbsent(receiver, key -> ExportWatch.reasons());
    ExportWatch watch = new ExportWatch(signal, destination, reasons);
    watches.add(watch);
    return watch;
  }
}
