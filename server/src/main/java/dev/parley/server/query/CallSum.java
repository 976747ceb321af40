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
  }
}
