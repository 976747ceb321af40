package dev.parley.server.query;

import dev.parley.server.store.CallGroup.Keyed;
import dev.parley.server.store.Scope;
import dev.parley.server.store.SpanReader;
import dev.parley.server.store.SpanReader.Conversation;
import dev.parley.server.store.SpanReader.ConversationFilter;
import dev.parley.server.store.SpanReader.MessageCount;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Lists conversations. The engine folds all that match into one row each; sorting and paging happen
 * here, because cost is no column of the store, and the dear details (messages, titles) are read
 * for the page only.
 */
final class ConversationsQuery {
  private final SpanReader reader;
  private final Pricer pricer;
  private final Selections selections;

  ConversationsQuery(SpanReader reader, Pricer pricer) {
    this.reader = reader;
    this.pricer = pricer;
    this.selections = new Selections(reader, pricer);
  }

  ConversationPage page(Scope scope, ConversationSearch search) {
    List<Conversation> matching =
        reader.conversations(
            scope,
            new ConversationFilter(
                search.user(),
                search.model(),
                search.errorsOnly(),
                selections.of(scope, search.filter())));
    if (search.text() != null) {
      matching = containing(matching, search.text());
    }
    Map<String, CallSums> sums = Map.of();
    if (search.unpricedOnly() || search.sort() == ConversationSearch.Sort.COST) {
      sums = sums(scope, null);
    }
    Map<String, CallSums> known = sums;
    if (search.unpricedOnly()) {
      matching =
          matching.stream()
              .filter(row -> sum(known, row.id()).calls().cost.unpricedCalls() > 0)
              .toList();
    }
    List<Conversation> page =
        matching.stream()
            .sorted(order(search, known))
            .skip(search.offset())
            .limit(search.limit())
            .toList();
    return new ConversationPage(matching.size(), rows(scope, page));
  }

  private List<Conversation> containing(List<Conversation> rows, String text) {
    String part = text.toLowerCase(Locale.ROOT);
    Map<String, String> first =
        reader.firstUserMessages(rows.stream().map(Conversation::id).toList());
    return rows.stream()
        .filter(
            row ->
                contains(row.id(), part)
                    || contains(row.user(), part)
                    || contains(Messages.title(first.get(row.id())), part))
        .toList();
  }

  private static boolean contains(@Nullable String text, String lowerCasePart) {
    return text != null && text.toLowerCase(Locale.ROOT).contains(lowerCasePart);
  }

  private static Comparator<Conversation> order(
      ConversationSearch search, Map<String, CallSums> sums) {
    Comparator<Conversation> order =
        switch (search.sort()) {
          case LAST_ACTIVITY -> Comparator.comparingLong(Conversation::lastEndNanos);
          case TOKENS -> Comparator.comparingLong(Conversation::tokens);
          case DURATION -> Comparator.comparingLong(Conversation::durationNanos);
          case TURNS -> Comparator.comparingLong(Conversation::turns);
          case ERRORS -> Comparator.comparingLong(row -> row.failedCalls() + row.failedToolCalls());
          case COST -> {
            Comparator<BigDecimal> amounts = Comparator.naturalOrder();
            yield Comparator.comparing(
                row -> sum(sums, row.id()).calls().cost.total(),
                Comparator.nullsLast(search.descending() ? amounts.reversed() : amounts));
          }
        };
    if (search.descending() && search.sort() != ConversationSearch.Sort.COST) {
      order = order.reversed();
    }
    return order
        .thenComparing(Comparator.comparingLong(Conversation::lastEndNanos).reversed())
        .thenComparing(Conversation::id);
  }

  private List<ConversationRow> rows(Scope scope, List<Conversation> page) {
    Set<String> ids = page.stream().map(Conversation::id).collect(Collectors.toSet());
    if (ids.isEmpty()) {
      return List.of();
    }
    Map<String, CallSums> sums = sums(scope, ids);
    Map<String, MessageCount> messages = reader.messages(scope, ids);
    Map<String, String> first = reader.firstUserMessages(ids);
    return page.stream()
        .map(
            row ->
                row(
                    row,
                    sum(sums, row.id()),
                    messages.getOrDefault(row.id(), new MessageCount(0, 0)),
                    Messages.title(first.get(row.id()))))
        .toList();
  }

  private static ConversationRow row(
      Conversation row, CallSums sums, MessageCount messages, @Nullable String title) {
    CostSum cost = sums.calls().cost;
    return new ConversationRow(
        row.id(),
        title,
        row.user(),
        row.environments(),
        Times.instant(row.firstStartNanos()),
        Times.instant(row.lastEndNanos()),
        row.turns(),
        row.calls(),
        row.toolCalls(),
        messages.distinct() + 2 * messages.silentTurns(),
        messages.silentTurns() > 0,
        sums.calls().tokens,
        Money.usd(cost.total()),
        cost.source(),
        cost.unpricedCalls(),
        Times.millis(row.durationNanos()),
        sums.models(),
        row.failedCalls() + row.failedToolCalls(),
        row.agents(),
        row.workflowTypes(),
        row.category());
  }

  private static CallSums sum(Map<String, CallSums> sums, String id) {
    CallSums found = sums.get(id);
    return found == null ? new CallSums() : found;
  }

  private Map<String, CallSums> sums(Scope scope, @Nullable Collection<String> ids) {
    Map<String, CallSums> sums = new HashMap<>();
    for (Keyed<String> calls : reader.callsByConversation(scope, pricer.grid(), ids)) {
      sums.computeIfAbsent(calls.key(), id -> new CallSums()).add(pricer.price(calls.group()));
    }
    return sums;
  }
}
