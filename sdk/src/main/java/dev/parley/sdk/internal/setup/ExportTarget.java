package dev.parley.sdk.internal.setup;

import java.io.PrintStream;
import java.util.Map;
import java.util.function.Supplier;

/** Where telemetry goes, ready to build exporters from. */
public sealed interface ExportTarget {
  /**
   * An OTLP receiver.
   *
   * @param name what the log calls it
   * @param config what is said here wins over the settings, by property ({@code
   *     otel.exporter.otlp.endpoint}); it holds for every signal, whatever a signal's own setting
   *     says
   * @param headers sent beside those of the settings, over which they win
   * @param settingsHeaders whether the settings' headers are sent: they may hold another receiver's
   *     credentials
   */
  record Otlp(
      String name, Map<String, String> config, Map<String, String> headers, boolean settingsHeaders)
      implements ExportTarget {
    /** Headers are credentials, and a URL can hold some. */
    @Override
    public String toString() {
      return "Otlp[" + name + ']';
    }
  }

  /** Lines for people to read. The stream is asked for at each export. */
  record Console(Supplier<PrintStream> out) implements ExportTarget {}

  /** An exporter that another library brings, by its name in {@code OTEL_TRACES_EXPORTER}. */
  record Named(String name) implements ExportTarget {}
}
