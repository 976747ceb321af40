package dev.parley.bench.torture;

import java.util.List;
import java.util.Locale;

/** What is done to a server under load. */
enum Scenario {
  /** SIGKILL at a random moment; now and then once more while it starts again. */
  KILL,
  /** SIGTERM: what is under way is answered. */
  TERMINATE,
  /** SIGSTOP for seconds, as a disk that hangs, then SIGKILL. */
  HANG,
  /** A second server on the folder, which must end with 73. */
  SECOND_SERVER,
  /** SIGKILL, and rubbish behind the end of the log. */
  LOG_TORN_BEHIND,
  /** SIGKILL, and the log cut, flipped, zeroed or deleted where it was acknowledged. */
  LOG_DAMAGED,
  /** SIGTERM, and the database cut or overwritten. */
  FILE_DAMAGED,
  /** No room on the disk, then room again or SIGKILL. */
  FULL_DISK,
  /** The clock goes hours back and days ahead, then SIGKILL. */
  CLOCK_STEPPED;

  /** All but the kills, which are the rule. */
  static List<Scenario> others() {
    return List.of(values()).subList(1, values().length);
  }

  /** As in the report, such as {@code full disk}. */
  String title() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
