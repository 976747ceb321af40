package dev.parley.server.query;

import dev.parley.server.store.CallGroup.Keyed;
import dev.parley.server.store.Scope;
import dev.parley.server.store.SpanReader;
import dev.parley.server.store.SpanReader.Conversation;
import dev.parley.server.store.SpanReader.ConversationFilter;
import dev.parley.server.store.SpanReader.ConversationId;
import dev.parley.server.store.SpanReader.ConversationIds;
import dev.parley.server.store.SpanReader.ConversationOrder;
import dev.parley.server.store.SpanReader.ConversationPick;
import dev.parley.server.store.SpanReader.MessageCount;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Lists conversations. The engine finds and orders those that match; everything else is read for
 * the page only.
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
    ConversationFilter filter =
        new ConversationFilter(
            search.user(),
            search.model(),
            search.errorsOnly(),
            selections.of(scope, search.filter()));
    String text = search.text();
    boolean all = text != null;
    ConversationIds matching =
        reader.conversationIds(
            scope,
            filter,
            new ConversationPick(
                order(search.sort()),
                search.descending(),
                search.unpricedOnly() || search.sort() == ConversationSearch.Sort.COST
                    ? selections.costs(scope)
                    : null,
                search.unpricedOnly(),
                all ? Integer.MAX_VALUE : search.limit(),
                all ? 0 : search.offset()));
    if (text == null) {
      return new ConversationPage(matching.total(), rows(scope, ids(matching.page())));
    }
    List<ConversationId> containing = containing(matching.page(), text);
    return new ConversationPage(
        containing.size(),
        rows(scope, ids(containing.stream().skip(search.offset()).limit(search.limit()).toList())));
  }

  private static List<String> ids(List<ConversationId> conversations) {
    return conversations.stream().map(ConversationId::id).toList();
  }

  private List<ConversationId> containing(List<ConversationId> rows, String text) {
    String part = text.toLowerCase(Locale.ROOT);
    Map<String, String> titles = reader.titles(ids(rows));
    return rows.stream()
        .filter(
            row ->
                contains(row.id(), part)
                    || contains(row.user(), part)
                    || contains(titles.get(row.id()), part))
        .toList();
  }

  private static boolean contains(@Nullable String text, String lowerCasePart) {
    return text != null && text.toLowerCase(Locale.ROOT).contains(lowerCasePart);
  }

  private static ConversationOrder order(ConversationSearch.Sort sort) {
    return switch (sort) {
      case LAST_ACTIVITY -> ConversationOrder.LAST_ACTIVITY;
      case TOKENS -> ConversationOrder.TOKENS;
      case DURATION -> ConversationOrder.DURATION;
      case TURNS -> ConversationOrder.TURNS;
      case ERRORS -> ConversationOrder.ERRORS;
      case COST -> ConversationOrder.COST;
    };
  }

  /** In the order of the ids. */
  private List<ConversationRow> rows(Scope scope, List<String> ids) {
    if (ids.isEmpty()) {
      return List.of();
    }
    Map<String, Conversation> found = new HashMap<>();
    reader.conversations(scope, ids).forEach(row -> found.put(row.id(), row));
    Map<String, CallSums> sums = sums(scope, ids);
    Map<String, MessageCount> messages = reader.messages(scope, ids);
    Map<String, String> titles = reader.titles(ids);
    return ids.stream()
        .map(found::get)
        // Erased between two of these questions.
        .filter(Objects::nonNull)
        .map(
            row ->
                row(
                    row,
                    sums.getOrDefault(row.id(), new CallSums()),
                    messages.getOrDefault(row.id(), new MessageCount(0, 0)),
                    titles.get(row.id())))
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

  private Map<String, CallSums> sums(Scope scope, Collection<String> ids) {
    Map<String, CallSums> sums = new HashMap<>();
    for (Keyed<String> calls : reader.callsByConversation(scope, pricer.grid(), ids)) {
      sums.computeIfAbsent(calls.key(), id -> new CallSums()).add(pricer.price(calls.group()));
    }
    return sums;
  }
}
