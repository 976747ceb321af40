package dev.parley.server.model;

import java.util.concurrent.ScheduledThreadPoolExecutor;

/** Timers of one thread that keeps no process alive. */
public final class DaemonTimer {
  private DaemonTimer() {}

  /** A timer whose thread has this name and ends with the process; the caller shuts it down. */
  public static ScheduledThreadPoolExecutor named(String name) {
    return new ScheduledThreadPoolExecutor(
        1,
        task -> {
          Thread thread = new Thread(task, name);
          thread.setDaemon(true);
          return thread;
        });
  }
}
