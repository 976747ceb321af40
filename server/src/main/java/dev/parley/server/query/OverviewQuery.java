package dev.parley.server.query;

import dev.parley.server.query.Overview.ConversationCost;
import dev.parley.server.query.Overview.Previous;
import dev.parley.server.query.Overview.Success;
import dev.parley.server.store.Beside;
import dev.parley.server.store.CallGroup;
import dev.parley.server.store.CallGroup.Keyed;
import dev.parley.server.store.Scope;
import dev.parley.server.store.SpanReader;
import dev.parley.server.store.SpanReader.ConversationCosts;
import dev.parley.server.store.SpanReader.Latency;
import dev.parley.server.store.SpanReader.MessageCount;
import dev.parley.server.store.SpanReader.SpanCounts;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
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
    // The half that takes the longest stays here.
    try (Beside<Optional<Previous>> previous = Beside.ask(() -> previous(scope));
        Beside<List<Latency>> latencies =
            Beside.ask(() -> reader.latencies(scope, buckets.stepNanos()))) {
      List<Keyed<Long>> calls = reader.callsByTime(scope, buckets.stepNanos(), pricer.grid());
      for (Keyed<Long> keyed : calls) {
        sums.add(keyed.key(), pricer.price(keyed.group()));
      }
      latencies.answer().forEach(sums::add);
      reader.spanCounts(scope, buckets.stepNanos()).forEach(sums::add);
      return overview(scope, sums, conversationCosts(scope, calls), previous);
    }
  }

  private Overview overview(
      Scope scope,
      OverviewSums sums,
      ConversationCosts conversations,
      Beside<Optional<Previous>> previous) {
    return new Overview(
        Times.instant(scope.fromNanos()),
        Times.instant(scope.toNanos()),
        scope.environment(),
        conversations(scope, conversations.count()),
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
        previous.answer().orElse(null));
  }

  private Overview.Conversations conversations(Scope scope, long count) {
    MessageCount counted = count == 0 ? new MessageCount(0, 0) : reader.messages(scope);
    long messages = counted.distinct() + 2 * counted.silentTurns();
    return new Overview.Conversations(
        count, messages, counted.silentTurns() > 0, count == 0 ? null : (double) messages / count);
  }

  private ConversationCosts conversationCosts(Scope scope, List<Keyed<Long>> calls) {
    return reader.conversationCosts(scope, pricer.costs(calls.stream().map(Keyed::group).toList()));
  }

  private static ConversationCost conversationCost(ConversationCosts costs) {
    return new ConversationCost(
        Money.usd(Money.divide(costs.total(), costs.priced())),
        Money.usd(percentile95(costs.near95(), costs.priced())),
        costs.priced(),
        costs.unpricedCalls());
  }

  /**
   * Linear interpolation between the two nearest ranks, as for latencies; exact.
   *
   * @param near the amounts at these ranks, in order
   * @param count of all amounts
   */
  static @Nullable BigDecimal percentile95(List<BigDecimal> near, long count) {
    if (near.isEmpty()) {
      return null;
    }
    BigDecimal rank = new BigDecimal("0.95").multiply(BigDecimal.valueOf(count - 1));
    BigDecimal low = near.get(0);
    BigDecimal high = near.get(near.size() - 1);
    return low.add(high.subtract(low).multiply(rank.remainder(BigDecimal.ONE)));
  }

  private static Success success(long calls, long errors) {
    return calls == 0
        ? new Success(0, 0, null, null)
        : new Success(calls, errors, (double) (calls - errors) / calls, (double) errors / calls);
  }

  private Optional<Previous> previous(Scope scope) {
    long length = scope.toNanos() - scope.fromNanos();
    if (length <= 0 || scope.fromNanos() < Long.MIN_VALUE + length) {
      return Optional.empty(); // A range without limits has none before it.
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
      return Optional.empty();
    }
    CostSum cost = new CostSum();
    long calls = 0;
    long errors = 0;
    long tokens = 0;
    List<Keyed<Long>> keyedCalls = reader.callsByTime(before, step, pricer.grid());
    for (Keyed<Long> keyed : keyedCalls) {
      CallGroup group = keyed.group();
      cost.add(pricer.price(group));
      calls += group.calls();
      errors += group.errors();
      tokens += group.totalTokens();
    }
    ConversationCosts conversations = conversationCosts(before, keyedCalls);
    Double p95 = reader.latency95(before);
    return Optional.of(
        new Previous(
            Times.instant(before.fromNanos()),
            Times.instant(before.toNanos()),
            conversations.count(),
            conversationCost(conversations).average(),
            Money.usd(cost.total()),
            tokens,
            spans,
            success(calls, errors).successRate(),
            p95 == null ? null : Times.millis(p95)));
  }
}
