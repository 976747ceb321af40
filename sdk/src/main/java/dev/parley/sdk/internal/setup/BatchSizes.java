package dev.parley.sdk.internal.setup;

import dev.parley.sdk.internal.Settings;

/** How many ended items may wait, and how many go at once. A batch is never larger than a queue. */
record BatchSizes(int queue, int batch) {
  /** A queue takes its room when it is built. */
  private static final int MAX_QUEUE = 1 << 24;

  /**
   * @param prefix {@code otel.bsp} for spans, {@code otel.blrp} for log records
   */
  static BatchSizes of(Settings settings, String prefix, int queue, int batch) {
    Integer waiting = settings.count(prefix + ".max.queue.size", 1);
    Integer atOnce = settings.count(prefix + ".max.export.batch.size", 1);
    if (waiting != null && waiting > MAX_QUEUE) {
      Settings.ignored(prefix + ".max.queue.size", waiting.toString(), "no more than " + MAX_QUEUE);
      waiting = null;
    }
    int wanted = waiting != null ? waiting : atOnce != null ? Math.max(atOnce, queue) : queue;
    int limit = Math.min(wanted, MAX_QUEUE);
    int asked = atOnce != null ? atOnce : batch;
    if (atOnce != null && asked > limit) {
      Settings.ignored(
          prefix + ".max.export.batch.size",
          atOnce.toString(),
          "no more than the queue's " + limit);
    }
    return new BatchSizes(limit, Math.min(asked, limit));
  }
}
