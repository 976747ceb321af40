package dev.parley.server.query;

import dev.parley.pricing.TokenBucket;
import dev.parley.pricing.Usage;
import dev.parley.server.query.Overview.CostFigures;
import dev.parley.server.query.Overview.ModelFigures;
import dev.parley.server.query.Overview.Point;
import dev.parley.server.query.Overview.Series;
import dev.parley.server.query.Overview.SpanFigures;
import dev.parley.server.query.Overview.TokenFigures;
import dev.parley.server.query.Overview.Unpriced;
import dev.parley.server.store.CallGroup;
import dev.parley.server.store.SpanReader.Latency;
import dev.parley.server.store.SpanReader.SpanCounts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Adds priced groups up three ways at once: over all, by model, by bucket of time. Not thread-safe.
 */
final class OverviewSums {
  private record Model(@Nullable String name, @Nullable String provider) {}

  private final Buckets buckets;
  private final CallSum all = new CallSum();
  private final Map<Model, CallSum> models = new HashMap<>();
  private final CallSum[] points;
  private final long[] spanPoints;
  private final Map<Model, Latency> modelLatencies = new HashMap<>();
  private final @Nullable Latency[] pointLatencies;
  private @Nullable Latency latency;
  private long spans;
  private long genAiSpans;
  private long llmSpans;

  OverviewSums(Buckets buckets) {
    this.buckets = buckets;
    this.points = new CallSum[buckets.count()];
    for (int i = 0; i < points.length; i++) {
      points[i] = new CallSum();
    }
    this.spanPoints = new long[buckets.count()];
    this.pointLatencies = new @Nullable Latency[buckets.count()];
  }

  void add(long bucket, PricedGroup priced) {
    CallGroup group = priced.group();
    all.add(priced);
    models
        .computeIfAbsent(new Model(group.model(), group.provider()), model -> new CallSum())
        .add(priced);
    points[buckets.index(bucket)].add(priced);
  }

  void add(Latency row) {
    Long bucket = row.bucket();
    if (bucket != null) {
      pointLatencies[buckets.index(bucket)] = row;
    } else if (row.byModel()) {
      modelLatencies.put(new Model(row.model(), row.provider()), row);
    } else {
      latency = row;
    }
  }

  void add(SpanCounts row) {
    spans += row.spans();
    genAiSpans += row.genAi();
    llmSpans += row.llm();
    spanPoints[buckets.index(row.bucket())] += row.spans();
  }

  long calls() {
    return all.calls;
  }

  long errors() {
    return all.errors;
  }

  long modelCount() {
    return models.keySet().stream().map(Model::name).filter(Objects::nonNull).distinct().count();
  }

  long providerCount() {
    return models.keySet().stream()
        .map(Model::provider)
        .filter(Objects::nonNull)
        .distinct()
        .count();
  }

  Overview.Latency latency() {
    Latency row = latency;
    return row == null
        ? new Overview.Latency(0, null, null, null, null)
        : new Overview.Latency(
            row.calls(),
            Times.millis(row.p50()),
            Times.millis(row.p90()),
            Times.millis(row.p95()),
            Times.millis(row.p99()));
  }

  CostFigures cost() {
    CostSum cost = all.cost;
    return new CostFigures(
        Money.usd(cost.total()),
        Money.usd(cost.input()),
        Money.usd(cost.output()),
        cost.pricedCalls(),
        cost.unpricedCalls(),
        Money.usd(cost.billed()),
        Money.usd(cost.book()),
        Money.usd(cost.estimated()));
  }

  TokenFigures tokens() {
    Usage usage = all.usage;
    return new TokenFigures(
        all.tokens.total(),
        all.tokens.input(),
        all.tokens.output(),
        Tokens.count(usage.get(TokenBucket.CACHE_READ)),
        Tokens.count(usage.cacheWriteTotal()),
        Tokens.count(usage.get(TokenBucket.REASONING)),
        all.callsWithoutUsage);
  }

  SpanFigures spans() {
    return new SpanFigures(llmSpans, genAiSpans, spans, all.calls);
  }

  List<ModelFigures> models() {
    List<ModelFigures> rows = new ArrayList<>();
    models.forEach((model, sum) -> rows.add(figures(model, sum)));
    rows.sort(
        Comparator.comparingLong(ModelFigures::calls)
            .reversed()
            .thenComparing(ModelFigures::model, Comparator.nullsLast(Comparator.naturalOrder()))
            .thenComparing(
                ModelFigures::provider, Comparator.nullsLast(Comparator.naturalOrder())));
    return List.copyOf(rows);
  }

  private ModelFigures figures(Model model, CallSum sum) {
    Latency row = modelLatencies.get(model);
    long counted = sum.calls - sum.callsWithoutUsage;
    CostSum cost = sum.cost;
    return new ModelFigures(
        model.name(),
        model.provider(),
        sum.calls,
        (double) sum.calls / all.calls,
        sum.errors,
        (double) sum.errors / sum.calls,
        row == null ? null : Times.millis(row.p50()),
        row == null ? null : Times.millis(row.p95()),
        sum.tokens.input(),
        sum.tokens.output(),
        Tokens.count(sum.usage.get(TokenBucket.CACHE_READ)),
        counted == 0 ? null : (double) sum.tokens.total() / counted,
        Money.usd(cost.total()),
        Money.usd(Money.divide(cost.total(), cost.pricedCalls())),
        Money.usd(
            Money.divide(
                cost.total() == null ? null : cost.total().movePointRight(3), cost.pricedTokens())),
        cost.unpricedCalls(),
        row == null ? 0 : row.conversations());
  }

  List<Unpriced> unpriced() {
    List<Unpriced> rows = new ArrayList<>();
    models.forEach(
        (model, sum) -> {
          if (sum.cost.unpricedCalls() > 0) {
            rows.add(
                new Unpriced(
                    model.name(),
                    model.provider(),
                    sum.cost.unpricedCalls(),
                    sum.unpricedTokens,
                    Times.instant(sum.firstUnpricedNanos),
                    Times.instant(sum.lastUnpricedNanos)));
          }
        });
    rows.sort(
        Comparator.comparingLong(Unpriced::calls)
            .reversed()
            .thenComparing(Unpriced::model, Comparator.nullsLast(Comparator.naturalOrder())));
    return List.copyOf(rows);
  }

  Series series() {
    List<Point> rows = new ArrayList<>();
    for (int i = 0; i < points.length; i++) {
      CallSum sum = points[i];
      Latency row = pointLatencies[i];
      rows.add(
          new Point(
              Times.instant(buckets.start(i)),
              sum.calls,
              sum.errors,
              sum.tokens.input(),
              sum.tokens.output(),
              row == null ? 0 : row.conversations(),
              spanPoints[i],
              Money.usd(sum.cost.total()),
              row == null ? null : Times.millis(row.p50()),
              row == null ? null : Times.millis(row.p95())));
    }
    return new Series(Times.millis(buckets.stepNanos()), List.copyOf(rows));
  }
}
