package dev.parley.sdk.internal.setup;

import dev.parley.sdk.internal.Settings;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.ConsoleHandler;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Shows what is logged below INFO by Parley and by OpenTelemetry's exporters on the standard error,
 * once a process, when {@code PARLEY_DEBUG=true} or {@code OTEL_LOG_LEVEL=debug} asks for it.
 */
public final class Debugging {
  private static final AtomicBoolean ON = new AtomicBoolean();

  /** Held, because a logger that nobody holds forgets its level. */
  private static final List<Logger> LOGGERS =
      List.of(Logger.getLogger("dev.parley"), Logger.getLogger("io.opentelemetry.exporter"));

  private Debugging() {}

  public static void configure(Settings settings) {
    Boolean asked = settings.flag("parley.debug");
    boolean debug =
        asked != null ? asked : "debug".equalsIgnoreCase(settings.text("otel.log.level"));
    if (!debug || !ON.compareAndSet(false, true)) {
      return;
    }
    ConsoleHandler handler = new ConsoleHandler();
    handler.setLevel(Level.ALL);
    // From INFO up the application's own handlers show it.
    handler.setFilter(entry -> entry.getLevel().intValue() < Level.INFO.intValue());
    for (Logger logger : LOGGERS) {
      if (!logger.isLoggable(Level.FINE)) {
        logger.setLevel(Level.FINE);
      }
      logger.addHandler(handler);
    }
  }
}
