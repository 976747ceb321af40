package dev.parley.server.query;

import dev.parley.server.query.Overview.ConversationCost;
import dev.parley.server.query.Overview.Previous;
import dev.parley.server.query.Overview.Success;
import dev.parley.server.store.CallGroup;
import dev.parley.server.store.CallGroup.Keyed;
import dev.parley.server.store.Scope;
import dev.parley.server.store.SpanReader;
import dev.parley.server.store.SpanReader.Latency;
import dev.parley.server.store.SpanReader.MessageCount;
import dev.parley.server.store.SpanReader.SpanCounts;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes the {@link Overview}: few grouped queries, each group priced once. */
final class OverviewQuery {
  /** Of errors and unpriced models, the most frequent are enough for a card. */
  private static final int MOST_ROWS = 100;

  private final SpanReader reader;
  private final Pricer pricer;
  private final Selections selections;

  OverviewQuery(SpanReader reader, Pricer pricer) {
    this.reader = reader;
    this.pricer = pricer;
    this.selections = new Selections(reader, pricer);
  }

  Overview overview(Scope scope) {
    Buckets buckets = Buckets.of(scope);
    OverviewSums sums = new OverviewSums(buckets);
    for (Keyed<Long> calls : reader.callsByTime(scope, buckets.stepNanos(), pricer.grid())) {
      sums.add(calls.key(), pricer.price(calls.group()));
    }
    for (Latency latency : reader.latencies(scope, buckets.stepNanos())) {
      sums.add(latency);
    }
    List<SpanCounts> spans = reader.spanCounts(scope, buckets.stepNanos());
    spans.forEach(sums::add);
    Map<String, CostSum> conversations = conversationCosts(scope);
    return new Overview(
        Times.instant(scope.fromNanos()),
        Times.instant(scope.toNanos()),
        scope.environment(),
        conversations(scope, conversations.size()),
        conversationCost(conversations),
        sums.latency(),
        sums.cost(),
        sums.tokens(),
        sums.spans(),
        success(sums.calls(), sums.errors()),
        sums.models(),
        sums.modelCount(),
        sums.providerCount(),
        reader.errors(scope).stream()
            .limit(MOST_ROWS)
            .map(error -> new Overview.ErrorFigures(error.name(), error.count()))
            .toList(),
        sums.unpriced().stream().limit(MOST_ROWS).toList(),
        sums.series(),
        previous(scope));
  }

  private Overview.Conversations conversations(Scope scope, long count) {
    MessageCount counted = count == 0 ? new MessageCount(0, 0) : reader.messages(scope);
    long messages = counted.distinct() + 2 * counted.silentTurns();
    return new Overview.Conversations(
        count, messages, counted.silentTurns() > 0, count == 0 ? null : (double) messages / count);
  }

  private Map<String, CostSum> conversationCosts(Scope scope) {
    Map<String, CostSum> costs = new HashMap<>();
    for (Keyed<String> calls : reader.callsByConversation(scope, pricer.grid(), null)) {
      costs.computeIfAbsent(calls.key(), id -> new CostSum()).add(pricer.price(calls.group()));
    }
    return costs;
  }

  private static ConversationCost conversationCost(Map<String, CostSum> conversations) {
    List<BigDecimal> known =
        conversations.values().stream()
            .map(CostSum::total)
            .filter(Objects::nonNull)
            .sorted()
            .toList();
    return new ConversationCost(
        Money.usd(average(known)),
        Money.usd(percentile95(known)),
        known.size(),
        conversations.values().stream().mapToLong(CostSum::unpricedCalls).sum());
  }

  private static @Nullable BigDecimal average(List<BigDecimal> amounts) {
    return Money.divide(amounts.stream().reduce(BigDecimal.ZERO, BigDecimal::add), amounts.size());
  }

  /** Linear interpolation between the two nearest ranks, as for latencies; exact. */
  static @Nullable BigDecimal percentile95(List<BigDecimal> sorted) {
    if (sorted.isEmpty()) {
      return null;
    }
    BigDecimal rank = new BigDecimal("0.95").multiply(BigDecimal.valueOf(sorted.size() - 1L));
    int below = rank.intValue();
    BigDecimal low = sorted.get(below);
    BigDecimal high = sorted.get(Math.min(below + 1, sorted.size() - 1));
    return low.add(high.subtract(low).multiply(rank.subtract(BigDecimal.valueOf(below))));
  }

  private static Success success(long calls, long errors) {
    return calls == 0
        ? new Success(0, 0, null, null)
        : new Success(calls, errors, (double) (calls - errors) / calls, (double) errors / calls);
  }

  private @Nullable Previous previous(Scope scope) {
    long length = scope.toNanos() - scope.fromNanos();
    if (length <= 0 || scope.fromNanos() < Long.MIN_VALUE + length) {
      return null; // A range without limits has none before it.
    }
    Scope before =
        selections.scope(
            new Scope(scope.fromNanos() - length, scope.fromNanos(), scope.environment()),
            scope.selection() == null ? null : scope.selection().filter());
    long step = Long.MAX_VALUE / 4;
    List<SpanCounts> counts = reader.spanCounts(before, step);
    long spans = counts.stream().mapToLong(SpanCounts::llm).sum();
    long all = counts.stream().mapToLong(SpanCounts::spans).sum();
    if (all == 0) {
      return null;
    }
    CostSum cost = new CostSum();
    long calls = 0;
    long errors = 0;
    long tokens = 0;
    for (Keyed<Long> keyed : reader.callsByTime(before, step, pricer.grid())) {
      CallGroup group = keyed.group();
      cost.add(pricer.price(group));
      calls += group.calls();
      errors += group.errors();
      tokens += group.totalTokens();
    }
    Double p95 = null;
    for (Latency latency : reader.latencies(before, step)) {
      if (latency.bucket() == null && !latency.byModel()) {
        p95 = Times.millis(latency.p95());
      }
    }
    Map<String, CostSum> conversations = conversationCosts(before);
    return new Previous(
        Times.instant(before.fromNanos()),
        Times.instant(before.toNanos()),
        conversations.size(),
        conversationCost(conversations).average(),
        Money.usd(cost.total()),
        tokens,
        spans,
        success(calls, errors).successRate(),
        p95);
  }
}
