package dev.parley.server.query;

import dev.parley.server.query.WorkflowTypeList.TypeFigures;
import dev.parley.server.store.CallGroup.Keyed;
import dev.parley.server.store.Scope;
import dev.parley.server.store.SpanReader;
import dev.parley.server.store.SpanReader.Workflow;
import dev.parley.server.store.SpanReader.WorkflowFilter;
import dev.parley.server.store.SpanReader.WorkflowKey;
import dev.parley.server.store.SpanReader.WorkflowType;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Lists workflows and their types. As with conversations the engine folds all that match into one
 * row each, and sorting and paging happen here, because cost is no column of the store.
 */
final class WorkflowsQuery {
  private static final Comparator<BigDecimal> AMOUNTS = Comparator.naturalOrder();

  private final SpanReader reader;
  private final Pricer pricer;
  private final Selections selections;

  WorkflowsQuery(SpanReader reader, Pricer pricer) {
    this.reader = reader;
    this.pricer = pricer;
    this.selections = new Selections(reader, pricer);
  }

  WorkflowPage page(Scope scope, WorkflowSearch search) {
    List<Workflow> matching =
        reader.workflows(
            scope,
            new WorkflowFilter(
                search.type(),
                search.user(),
                search.model(),
                search.errorsOnly(),
                selections.of(scope, search.filter())));
    if (search.text() != null) {
      String part = search.text().toLowerCase(Locale.ROOT);
      matching = matching.stream().filter(row -> contains(row, part)).toList();
    }
    Map<String, CallSums> sums = Map.of();
    if (search.unpricedOnly()
        || search.minCost() != null
        || search.sort() == WorkflowSearch.Sort.COST) {
      Map<String, CallSums> all = sums(scope, null);
      sums = all;
      matching = matching.stream().filter(row -> admits(search, cost(all, row))).toList();
    }
    List<Workflow> page =
        matching.stream()
            .sorted(order(search, sums))
            .skip(search.offset())
            .limit(search.limit())
            .toList();
    return new WorkflowPage(matching.size(), rows(scope, page));
  }

  private static boolean contains(Workflow row, String lowerCasePart) {
    return row.id().toLowerCase(Locale.ROOT).contains(lowerCasePart)
        || row.types().stream()
            .anyMatch(type -> type.toLowerCase(Locale.ROOT).contains(lowerCasePart));
  }

  private static boolean admits(WorkflowSearch search, CostSum cost) {
    BigDecimal total = cost.total();
    BigDecimal least = search.minCost();
    return (!search.unpricedOnly() || cost.unpricedCalls() > 0)
        && (least == null || (total != null && total.compareTo(least) >= 0));
  }

  private static Comparator<Workflow> order(WorkflowSearch search, Map<String, CallSums> sums) {
    Comparator<Workflow> order =
        switch (search.sort()) {
          case LAST_ACTIVITY -> Comparator.comparingLong(Workflow::lastEndNanos);
          case TOKENS -> Comparator.comparingLong(Workflow::tokens);
          case CALLS -> Comparator.comparingLong(Workflow::calls);
          case ERRORS -> Comparator.comparingLong(Workflow::errors);
          case COST ->
              Comparator.comparing(
                  row -> cost(sums, row).total(),
                  Comparator.nullsLast(search.descending() ? AMOUNTS.reversed() : AMOUNTS));
        };
    if (search.descending() && search.sort() != WorkflowSearch.Sort.COST) {
      order = order.reversed();
    }
    return order
        .thenComparing(Comparator.comparingLong(Workflow::lastEndNanos).reversed())
        .thenComparing(Workflow::id);
  }

  private List<WorkflowRow> rows(Scope scope, List<Workflow> page) {
    Set<String> ids = page.stream().map(Workflow::id).collect(Collectors.toSet());
    if (ids.isEmpty()) {
      return List.of();
    }
    Map<String, CallSums> sums = sums(scope, ids);
    return page.stream().map(row -> row(row, sum(sums, row.id()))).toList();
  }

  private static WorkflowRow row(Workflow row, CallSums sums) {
    CostSum cost = sums.calls().cost;
    return new WorkflowRow(
        row.id(),
        row.types(),
        row.environments(),
        Times.instant(row.firstStartNanos()),
        Times.instant(row.lastEndNanos()),
        row.conversations(),
        row.spans(),
        row.calls(),
        row.toolCalls(),
        row.errors(),
        sums.calls().tokens,
        Money.usd(cost.total()),
        cost.source(),
        cost.unpricedCalls(),
        sums.models());
  }

  private static CostSum cost(Map<String, CallSums> sums, Workflow row) {
    return sum(sums, row.id()).calls().cost;
  }

  private static CallSums sum(Map<String, CallSums> sums, String id) {
    CallSums found = sums.get(id);
    return found == null ? new CallSums() : found;
  }

  private Map<String, CallSums> sums(Scope scope, @Nullable Collection<String> ids) {
    Map<String, CallSums> sums = new HashMap<>();
    for (Keyed<WorkflowKey> calls : reader.callsByWorkflow(scope, pricer.grid(), ids)) {
      sums.computeIfAbsent(calls.key().id(), id -> new CallSums()).add(pricer.price(calls.group()));
    }
    return sums;
  }

  /** What the calls of one type cost, and in which workflows something was priced. */
  private static final class TypeSum {
    private final CallSum calls = new CallSum();
    private final Set<String> pricedWorkflows = new HashSet<>();
  }

  WorkflowTypeList types(Scope scope) {
    Map<@Nullable String, TypeSum> sums = new HashMap<>();
    for (Keyed<WorkflowKey> calls : reader.callsByWorkflow(scope, pricer.grid(), null)) {
      TypeSum sum = sums.computeIfAbsent(calls.key().type(), type -> new TypeSum());
      PricedGroup priced = pricer.price(calls.group());
      sum.calls.add(priced);
      if (priced.total() != null) {
        sum.pricedWorkflows.add(calls.key().id());
      }
    }
    Comparator<TypeFigures> dearestFirst =
        Comparator.comparing(
            row -> row.cost() == null ? null : row.cost().amount(),
            Comparator.nullsLast(AMOUNTS.reversed()));
    return new WorkflowTypeList(
        reader.workflowTypes(scope).stream()
            .map(row -> figures(row, sums.getOrDefault(row.type(), new TypeSum())))
            .sorted(
                dearestFirst.thenComparing(
                    TypeFigures::type, Comparator.nullsLast(Comparator.naturalOrder())))
            .toList());
  }

  private static TypeFigures figures(WorkflowType row, TypeSum sum) {
    CostSum cost = sum.calls.cost;
    return new TypeFigures(
        row.type(),
        row.workflows(),
        row.conversations(),
        row.spans(),
        row.calls(),
        row.toolCalls(),
        row.errors(),
        sum.calls.tokens,
        Money.usd(cost.total()),
        cost.source(),
        cost.unpricedCalls(),
        Money.usd(Money.divide(cost.total(), sum.pricedWorkflows.size())),
        Money.usd(Money.divide(cost.total(), cost.pricedCalls())));
  }
}
