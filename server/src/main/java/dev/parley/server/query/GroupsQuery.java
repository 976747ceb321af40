package dev.parley.server.query;

import dev.parley.pricing.TokenBucket;
import dev.parley.server.store.CallGroup.Keyed;
import dev.parley.server.store.Scope;
import dev.parley.server.store.SpanReader;
import dev.parley.server.store.SpanReader.Counted;
import dev.parley.server.store.SpanReader.GroupFacts;
import dev.parley.server.store.SpanReader.GroupKey;
import dev.parley.server.store.filter.Field;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Groups spans by fields of the user's choice. Sums of tokens are priced here, as everywhere; the
 * store prices single calls only to say which conversations and workflows have a known cost.
 */
final class GroupsQuery {
  private static final Comparator<BigDecimal> AMOUNTS = Comparator.naturalOrder();
  private static final Comparator<String> TEXTS = Comparator.naturalOrder();

  private final SpanReader reader;
  private final Pricer pricer;
  private final Selections selections;
  private final int most;

  /**
   * @param most groups that are held at once; more are refused
   */
  GroupsQuery(SpanReader reader, Pricer pricer, int most) {
    this.reader = reader;
    this.pricer = pricer;
    this.selections = new Selections(reader, pricer);
    this.most = most;
  }

  private record Group(GroupFacts facts, CallSum sum) {}

  /**
   * @throws TooManyGroupsException for more than fit in memory
   */
  Groups groups(Scope scope, GroupSearch search) {
    // First, since they are bounded: then so are the sums, which are of the same groups.
    List<GroupFacts> found =
        reader.groups(scope, search.by(), search.of(), selections.costs(scope), most + 1);
    if (found.size() > most) {
      throw new TooManyGroupsException(most);
    }
    Map<GroupKey, CallSum> sums = new HashMap<>();
    CallSum all = new CallSum();
    if (search.of() != Counted.TOOLS) {
      for (Keyed<GroupKey> calls : reader.callsByFields(scope, search.by(), pricer.grid())) {
        PricedGroup priced = pricer.price(calls.group());
        sums.computeIfAbsent(calls.key(), key -> new CallSum()).add(priced);
        all.add(priced);
      }
    }
    List<Group> groups = new ArrayList<>();
    for (GroupFacts facts : found) {
      groups.add(new Group(facts, sums.getOrDefault(facts.key(), new CallSum())));
    }
    groups.sort(order(search));
    return new Groups(
        Times.instant(scope.fromNanos()),
        Times.instant(scope.toNanos()),
        scope.environment(),
        search.by().stream().map(Field::label).toList(),
        search.of(),
        groups.size(),
        Money.usd(all.cost.total()),
        all.cost.source(),
        all.cost.unpricedCalls(),
        groups.stream()
            .skip(search.offset())
            .limit(search.limit())
            .map(group -> row(group, search.by()))
            .toList());
  }

  private static Comparator<Group> order(GroupSearch search) {
    Comparator<Group> byKey = byKey(search.by().size(), search.descending());
    if (search.sort() == GroupSearch.Sort.KEY) {
      return byKey;
    }
    Comparator<Group> order =
        switch (search.sort()) {
          case SPANS -> Comparator.comparingLong(group -> group.facts().spans());
          case CALLS -> Comparator.comparingLong(group -> group.sum().calls);
          case TOKENS -> Comparator.comparingLong(group -> group.sum().tokens.total());
          case ERRORS -> Comparator.comparingLong(group -> group.facts().errors());
          case COST, KEY ->
              Comparator.comparing(
                  group -> group.sum().cost.total(),
                  Comparator.nullsLast(search.descending() ? AMOUNTS.reversed() : AMOUNTS));
        };
    if (search.descending() && search.sort() != GroupSearch.Sort.COST) {
      order = order.reversed();
    }
    return order.thenComparing(byKey(search.by().size(), false));
  }

  private static Comparator<Group> byKey(int parts, boolean descending) {
    Comparator<@Nullable String> texts =
        Comparator.nullsLast(descending ? TEXTS.reversed() : TEXTS);
    Comparator<Group> order = Comparator.comparingInt(group -> 0);
    for (int i = 0; i < parts; i++) {
      int part = i;
      order = order.thenComparing(group -> group.facts().key().values().get(part), texts);
    }
    return order;
  }

  private static Groups.Row row(Group group, List<Field> by) {
    GroupFacts facts = group.facts();
    CallSum sum = group.sum();
    CostSum cost = sum.cost;
    List<Groups.Key> key = new ArrayList<>();
    for (int i = 0; i < by.size(); i++) {
      key.add(new Groups.Key(by.get(i).label(), facts.key().values().get(i)));
    }
    return new Groups.Row(
        key,
        facts.spans(),
        sum.calls,
        facts.errors(),
        facts.spans() == 0 ? null : (double) facts.errors() / facts.spans(),
        facts.conversations(),
        facts.workflows(),
        sum.tokens,
        Tokens.count(sum.usage.get(TokenBucket.CACHE_READ)),
        Tokens.count(sum.usage.cacheWriteTotal()),
        Tokens.count(sum.usage.get(TokenBucket.REASONING)),
        Money.usd(cost.total()),
        cost.source(),
        cost.unpricedCalls(),
        Money.usd(Money.divide(cost.total(), cost.pricedCalls())),
        Money.usd(Money.divide(facts.conversationCost(), facts.pricedConversations())),
        Money.usd(Money.divide(facts.workflowCost(), facts.pricedWorkflows())),
        Times.millis(facts.p50()),
        Times.millis(facts.p90()),
        Times.millis(facts.p95()),
        Times.millis(facts.p99()));
  }
}
