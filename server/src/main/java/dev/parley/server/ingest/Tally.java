package dev.parley.server.ingest;

import dev.parley.pricing.Usage;
import dev.parley.server.model.Call;
import dev.parley.server.model.Span;
import dev.parley.server.store.Group;
import dev.parley.server.store.SpanRow;
import dev.parley.server.store.Totals;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Counts what came in and what is stored. Safe for use by many threads. */
final class Tally {
  private Totals stored;
  private long revision;
  private long accepted;
  private long duplicates;
  private long rejected;
  private long tooOld;
  private @Nullable String fault;

  /**
   * Starts from what is stored. A revision that starts with the time in milliseconds outgrows the
   * last one before, since commits are further apart.
   */
  Tally(Totals stored) {
    this.stored = stored;
    Long received = stored.lastReceivedNanos();
    this.revision =
        Math.max(
            System.currentTimeMillis(),
            received == null ? 0 : TimeUnit.NANOSECONDS.toMillis(received));
  }

  synchronized long committed(Group group) {
    stored = plus(stored, group);
    accepted +=
        group.spans().size() + group.logs().size() + group.points().size() + group.scores().size();
    fault = null;
    return ++revision;
  }

  /** Starts again from what is stored, after some of it was taken away. */
  synchronized void restart(Totals totals) {
    // Of what was received last all may be gone; what comes is received after it all the same.
    stored = totals.receivedAt(latest(totals.lastReceivedNanos(), stored.lastReceivedNanos()));
    revision++;
  }

  synchronized void duplicates(long count) {
    duplicates += count;
  }

  synchronized void rejected(long count) {
    rejected += count;
  }

  synchronized void tooOld(long count) {
    tooOld += count;
  }

  synchronized void failed(String reason) {
    fault = reason;
  }

  synchronized long revision() {
    return revision;
  }

  synchronized @Nullable String fault() {
    return fault;
  }

  synchronized IngestStatus status(long queued) {
    return new IngestStatus(
        revision, accepted, duplicates, rejected, tooOld, queued, stored, fault);
  }

  private static @Nullable Long latest(@Nullable Long a, @Nullable Long b) {
    return a == null ? b : b == null ? a : Long.valueOf(Math.max(a, b));
  }

  private static Totals plus(Totals totals, Group group) {
    long genAi = 0;
    long complete = 0;
    Long first = totals.firstSpanNanos();
    Long last = totals.lastSpanNanos();
    for (SpanRow row : group.spans()) {
      Span span = row.span();
      if (span.kind().isGenAi()) {
        genAi++;
        complete += hasModelAndTokens(span.call()) ? 1 : 0;
      }
      first = first == null ? span.startNanos() : Math.min(first, span.startNanos());
      last = last == null ? span.startNanos() : Math.max(last, span.startNanos());
    }
    return new Totals(
        totals.spans() + group.spans().size(),
        totals.genAiSpans() + genAi,
        totals.genAiSpansWithModelAndTokens() + complete,
        totals.logs() + group.logs().size(),
        totals.metricPoints() + group.points().size(),
        totals.scores() + group.scores().size(),
        first,
        last,
        group.receivedNanos());
  }

  private static boolean hasModelAndTokens(Call call) {
    Usage usage = call.usage();
    return (call.requestModel() != null || call.responseModel() != null)
        && usage != null
        && usage.total() != null;
  }
}
