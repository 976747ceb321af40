package dev.parley.server.query;

import dev.parley.pricing.Cost;
import dev.parley.server.model.ReportedCost;
import dev.parley.server.query.CostSources.Comparison;
import dev.parley.server.query.CostSources.Model;
import dev.parley.server.store.CallGroup;
import dev.parley.server.store.CallGroup.Keyed;
import dev.parley.server.store.Scope;
import dev.parley.server.store.SpanReader;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Holds what was billed and estimated against the book. */
final class CostSourcesQuery {
  /** One bucket for all times. */
  private static final long STEP = Long.MAX_VALUE / 4;

  private final SpanReader reader;
  private final Pricer pricer;

  CostSourcesQuery(SpanReader reader, Pricer pricer) {
    this.reader = reader;
    this.pricer = pricer;
  }

  CostSources costSources(Scope scope) {
    Map<Key, Sums> models = new HashMap<>();
    for (Keyed<Long> keyed : reader.callsByTime(scope, STEP, pricer.grid())) {
      CallGroup group = keyed.group();
      models
          .computeIfAbsent(new Key(group.model(), group.provider()), key -> new Sums())
          .add(pricer.price(group), pricer.bookCost(group));
    }
    List<Model> rows = new ArrayList<>();
    models.forEach((key, sums) -> rows.add(sums.row(key)));
    rows.sort(
        Comparator.comparingLong(Model::calls)
            .reversed()
            .thenComparing(Model::model, Comparator.nullsLast(Comparator.naturalOrder()))
            .thenComparing(Model::provider, Comparator.nullsLast(Comparator.naturalOrder())));
    return new CostSources(
        Times.instant(scope.fromNanos()),
        Times.instant(scope.toNanos()),
        scope.environment(),
        List.copyOf(rows));
  }

  private record Key(@Nullable String model, @Nullable String provider) {}

  private static final class Sums {
    private long calls;
    private long unpricedCalls;
    private @Nullable BigDecimal book;
    private final Reported billed = new Reported();
    private final Reported estimated = new Reported();

    void add(PricedGroup priced, @Nullable Cost bookCost) {
      CallGroup group = priced.group();
      calls += group.calls();
      unpricedCalls += priced.unpricedCalls();
      if (bookCost != null) {
        book = CostSum.plus(book, bookCost.total());
      }
      BigDecimal reported = group.reportedCost();
      if (group.reportedSource() != null && reported != null) {
        (group.reportedSource() == ReportedCost.Source.BILLED ? billed : estimated)
            .add(group.calls(), reported, bookCost);
      }
    }

    Model row(Key key) {
      return new Model(
          key.model(),
          key.provider(),
          calls,
          unpricedCalls,
          Money.usd(book),
          billed.comparison(),
          estimated.comparison());
    }
  }

  private static final class Reported {
    private long calls;
    private @Nullable BigDecimal sum;
    private long comparedCalls;
    private @Nullable BigDecimal compared;
    private @Nullable BigDecimal book;

    void add(long moreCalls, BigDecimal reported, @Nullable Cost bookCost) {
      calls += moreCalls;
      sum = CostSum.plus(sum, reported);
      if (bookCost != null) {
        comparedCalls += moreCalls;
        compared = CostSum.plus(compared, reported);
        book = CostSum.plus(book, bookCost.total());
      }
    }

    Comparison comparison() {
      BigDecimal difference = compared == null || book == null ? null : compared.subtract(book);
      return new Comparison(
          calls,
          Money.usd(sum),
          comparedCalls,
          Money.usd(compared),
          Money.usd(book),
          Money.usd(difference),
          difference == null || book == null || book.signum() == 0
              ? null
              : difference.divide(book, MathContext.DECIMAL64).doubleValue());
    }
  }
}
