package dev.parley.server.store.duckdb;

import dev.parley.server.model.SpanKey;
import dev.parley.server.store.ScoreReader.ScoreFilter;
import dev.parley.server.store.duckdb.Extents.Extent;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes conditions on {@code spans} that say when spans start that are asked for by trace or
 * conversation, so that the engine reads no others. Where nothing is folded yet, or nothing is
 * found, they don't restrict.
 */
final class Places {
  private final Reads reads;
  private final LongSupplier foldedUntil;

  /**
   * @param foldedUntil see {@link DuckDbStore#foldedUntil}; asked before what is folded is read, so
   *     that what is folded in between is read rather than missed
   */
  Places(Reads reads, LongSupplier foldedUntil) {
    this.reads = reads;
    this.foldedUntil = foldedUntil;
  }

  /** The spans of a trace. */
  Sql trace(UUID trace) {
    return ofTrace(trace).add("AND trace_id = ?::UUID", trace);
  }

  /** The span with a key. */
  Sql span(SpanKey key) {
    return trace(SpanIds.trace(key.traceId())).add("AND span_id = ?", SpanIds.span(key.spanId()));
  }

  /** The spans of all traces in which a span names the conversation. */
  Sql tracesOf(String conversation) {
    long until = foldedUntil.getAsLong();
    Extent own = find(Extents.ofConversations(List.of(conversation), until), until);
    Extent all = own == null ? null : find(Extents.ofTracesOf(conversation, own, until), until);
    return Extent.condition(all)
        .add("AND trace_id IN (SELECT trace_id FROM spans WHERE")
        .append(Extent.condition(own))
        .add("AND conversation_id = ?)", conversation);
  }

  /** When spans of these conversations start. */
  Sql conversations(Collection<String> ids) {
    long until = foldedUntil.getAsLong();
    return Extent.condition(find(Extents.ofConversations(ids, until), until));
  }

  /** When the spans start that a score may be about. */
  Sql of(ScoreFilter filter) {
    if (filter.conversationId() != null) {
      return conversations(List.of(filter.conversationId()));
    }
    String trace = filter.span() == null ? filter.traceId() : filter.span().traceId();
    return trace == null ? new Sql("true") : ofTrace(SpanIds.trace(trace));
  }

  private Sql ofTrace(UUID trace) {
    long until = foldedUntil.getAsLong();
    return Extent.condition(find(Extents.ofTrace(trace, until), until));
  }

  private @Nullable Extent find(Sql question, long until) {
    Optional<Extent> found = until == 0 ? null : reads.first("extents", question, Extents::extent);
    return found == null ? null : found.orElse(null);
  }
}
