package dev.parley.server.query;

import dev.parley.pricing.Usage;
import dev.parley.server.store.CallGroup;

/** Adds calls up. Not thread-safe. */
final class CallSum {
  final CostSum cost = new CostSum();
  long calls;
  long errors;
  long callsWithoutUsage;
  long unpricedTokens;
  long firstUnpricedNanos = Long.MAX_VALUE;
  long lastUnpricedNanos = Long.MIN_VALUE;
  Usage usage = Usage.unknown();
  Tokens tokens = Tokens.NONE;

  void add(PricedGroup priced) {
    CallGroup group = priced.group();
    cost.add(priced);
    calls += group.calls();
    errors += group.errors();
    usage = usage.plus(group.usage());
    tokens = tokens.plus(group.totalTokens(), group.usage());
    if (!group.usageKnown()) {
      callsWithoutUsage += group.calls();
    }
    if (priced.total() == null) {
      unpricedTokens += group.totalTokens();
    }
    if (priced.unpricedCalls() > 0) {
      firstUnpricedNanos = Math.min(firstUnpricedNanos, group.startNanos());
      lastUnpricedNanos = Math.max(lastUnpricedNanos, group.lastStartNanos());
    }
  }
}
