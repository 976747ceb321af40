package dev.parley.server.query;

import dev.parley.server.reported.ReportedFold;
import dev.parley.server.reported.ReportedTotals;
import dev.parley.server.store.Scope;
import dev.parley.server.store.ServiceHour;
import dev.parley.server.store.SpanReader;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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
        totals.stream().map(ReportedQuery::service).toList());
  }

  private static ReportedMetrics.Service service(ReportedTotals totals) {
    return new ReportedMetrics.Service(
        totals.service(),
        totals.models().stream().map(ReportedQuery::model).toList(),
        latency(totals.latency()),
        latency(totals.firstToken()),
        totals.metrics());
  }

  private static ReportedMetrics.Model model(ReportedTotals.Model model) {
    Double cost = model.cost();
    return new ReportedMetrics.Model(
        model.model(),
        model.provider(),
        model.input(),
        model.output(),
        model.cacheRead(),
        model.cacheWrite(),
        model.reasoning(),
        // The shortest decimal that is this number: sums of floating point have no exact one.
        Money.usd(cost == null ? null : BigDecimal.valueOf(cost)),
        model.calls(),
        model.errors());
  }

  private static ReportedMetrics.@Nullable Latency latency(
      ReportedTotals.@Nullable Latency latency) {
    return latency == null
        ? null
        : new ReportedMetrics.Latency(
            latency.count(),
            millis(latency.mean()),
            latency.p50() == null ? null : Double.valueOf(millis(latency.p50())),
            latency.p95() == null ? null : Double.valueOf(millis(latency.p95())));
  }

  private static double millis(double seconds) {
    return Times.millis(seconds * 1e9);
  }
}
