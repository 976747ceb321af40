package dev.parley.server.query;

import dev.parley.server.reported.ReportedFold;
import dev.parley.server.reported.ReportedTotals;
import dev.parley.server.store.Scope;
import dev.parley.server.store.ServiceHour;
import dev.parley.server.store.SpanReader;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What services report by metrics where no span of theirs tells the same. */
final class ReportedQuery {
  /** Cumulative counters need a point before the range to count from. */
  private static final long LOOK_BACK_NANOS = 24 * ServiceHour.NANOS;

  private final SpanReader reader;

  ReportedQuery(SpanReader reader) {
    this.reader = reader;
  }

  ReportedMetrics reported(Scope scope) {
    long since =
        scope.fromNanos() < Long.MIN_VALUE + LOOK_BACK_NANOS
            ? Long.MIN_VALUE
            : scope.fromNanos() - LOOK_BACK_NANOS;
    Scope wider = new Scope(since, scope.toNanos(), scope.environment());
    ReportedFold fold = new ReportedFold();
    reader.metricPoints(wider, ReportedFold.names(), fold::add);
    Set<ServiceHour> covered = new HashSet<>();
    for (ServiceHour hour : reader.callHours(wider)) {
      covered.add(hour);
      // A metric is exported up to a minute or more after the call that it counts.
      covered.add(new ServiceHour(hour.service(), hour.hour() + 1));
    }
    List<ReportedTotals> totals =
        fold.totals(since, scope.fromNanos(), scope.toNanos(), covered::contains);
    return new ReportedMetrics(
        Times.instant(scope.fromNanos()),
        Times.instant(scope.toNanos()),
        scope.environment(),
        totals);
  }
}
