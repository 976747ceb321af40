package dev.parley.spring.ai;

import java.util.logging.Level;
import java.util.logging.Logger;

/** Telemetry's faults are logged, and the call goes on. */
final class Quietly {
  private static final Logger LOGGER = Logger.getLogger("dev.parley.spring");

  private Quietly() {}

  static void run(Runnable body) {
    try {
      body.run();
    } catch (RuntimeException | LinkageError fault) {
      LOGGER.log(Level.WARNING, "Recording a call of Spring AI failed", fault);
    }
  }
}
