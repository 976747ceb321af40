package dev.parley.server.metrics;

import java.util.Locale;

/** The two text formats that scrapers ask for. */
enum Format {
  /** Prometheus's text format, version 0.0.4. */
  PROMETHEUS("text/plain; version=0.0.4; charset=utf-8"),
  /** OpenMetrics 1.0. */
  OPEN_METRICS("application/openmetrics-text; version=1.0.0; charset=utf-8");

  /** The media type of an answer. */
  final String mediaType;

  Format(String mediaType) {
    this.mediaType = mediaType;
  }

  /**
   * The format that a request's {@code Accept} likes best; OpenMetrics where it likes both alike,
   * Prometheus's where it names neither.
   */
  static Format of(String accept) {
    double prometheus = 0;
    double openMetrics = 0;
    double any = 0;
    boolean plain = false;
    for (String part : accept.toLowerCase(Locale.ROOT).split(",", -1)) {
      String[] parameters = part.strip().split("\\s*;\\s*", -1);
      double quality = 1;
      String version = "";
      for (int i = 1; i < parameters.length; i++) {
        if (parameters[i].startsWith("q=")) {
          quality = quality(parameters[i].substring(2));
        } else if (parameters[i].startsWith("version=")) {
          version = parameters[i].substring("version=".length()).replace("\"", "");
        }
      }
      switch (parameters[0]) {
        case "application/openmetrics-text" -> {
          // 0.0.1 is what drafts were called; the format did not change any more.
          if (version.isEmpty() || version.equals("1.0.0") || version.equals("0.0.1")) {
            openMetrics = Math.max(openMetrics, quality);
          }
        }
        case "text/plain" -> {
          if (version.isEmpty() || version.equals("0.0.4")) {
            prometheus = Math.max(prometheus, quality);
            plain = true;
          }
        }
        case "text/*", "*/*" -> any = Math.max(any, quality);
        default -> {}
      }
    }
    return openMetrics > 0 && openMetrics >= (plain ? prometheus : any) ? OPEN_METRICS : PROMETHEUS;
  }

  /** From 0 to 1; 0 for what is no number. */
  private static double quality(String text) {
    return text.matches("[01](\\.\\d{0,3})?") ? Math.min(1, Double.parseDouble(text)) : 0;
  }
}
