package dev.parley.sdk.internal;

import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Runs telemetry so that its faults end here: logged once a place as a warning, then at FINE, and
 * never thrown into the application. Everything is caught: code in other languages throws checked
 * exceptions anywhere, and errors of its own.
 */
public final class Guard {
  private static final Logger LOGGER = Logger.getLogger("dev.parley.sdk");

  private final String work;
  private volatile boolean warned;

  /** A guard for work that the log calls by this name. */
  public Guard(String work) {
    this.work = work;
  }

  public void run(Runnable telemetry) {
    try {
      telemetry.run();
    } catch (Throwable fault) {
      report(fault);
    }
  }

  public <T> T get(Supplier<T> telemetry, T otherwise) {
    try {
      return telemetry.get();
    } catch (Throwable fault) {
      report(fault);
      return otherwise;
    }
  }

  /** Logs a fault: the first at WARNING, later ones at FINE. */
  public void report(Throwable fault) {
    Level level = warned ? Level.FINE : Level.WARNING;
    warned = true;
    try {
      LOGGER.log(level, fault, () -> work + " failed; the application is not affected");
    } catch (Throwable handler) {
      // A handler of the application's log failed as well; there is nobody left to tell.
    }
  }
}
