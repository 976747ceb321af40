package dev.parley.server.store;

import dev.parley.server.model.SpanKey;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;

/**
 * Where records are written. Used by one writer thread; a store that fails says so with a {@link
 * StoreException} and can be used again.
 */
public interface SpanStore extends AutoCloseable {
  /**
   * Stores a group; it is durable once this returns.
   *
   * @throws StoreException if it could not be stored; then nothing of it is, unless the failure
   *     came after the commit
   */
  void commit(Group group);

  /** Which of these spans are stored. */
  Set<SpanKey> storedSpans(String project, Collection<SpanKey> keys);

  /**
   * Which of these contents, logs, metric points and scores are stored; of scores, which are the
   * newest of their id.
   */
  Set<Address> stored(String project, Collection<Address> addresses);

  /**
   * Names the spans that were received last, in no order.
   *
   * @param consumer takes the trace's id and the span's as numbers (see {@link SpanKey#number})
   * @return whether these are all
   */
  boolean recentSpans(String project, int limit, ObjLongConsumer<UUID> consumer);

  /**
   * Names the addresses of a table that were stored last, in no order.
   *
   * @return whether these are all
   */
  boolean recent(String project, Address.Table table, int limit, Consumer<Address> consumer);

  /**
   * The last day of which a table has anything, as UTC days since 1970-01-01; {@link
   * Integer#MIN_VALUE} where it is empty.
   */
  int lastDay(String project, Address.Table table);

  /**
   * The spans of these traces, as far as they start in the range.
   *
   * @param fromNanos first start that counts, nanoseconds since the epoch
   * @param toNanos first start that no longer counts
   * @param limit how many of each trace at most; which of them is not defined
   */
  List<TraceSpan> traceSpans(
      String project, Collection<String> traceIds, long fromNanos, long toNanos, int limit);

  /**
   * Model calls with one of these response ids and runs of tools with one of these call ids.
   *
   * @param fromNanos first start that counts, nanoseconds since the epoch
   * @param toNanos first start that no longer counts
   */
  List<Twin> twins(
      String project,
      Collection<String> responseIds,
      Collection<String> toolCallIds,
      long fromNanos,
      long toNanos);

  /** What stored log records tell of the content of these spans. */
  List<ToldRow> told(String project, Collection<SpanKey> spans);

  /** Names the spans whose content the log records that were received last tell of. */
  void recentTold(String project, int limit, Consumer<SpanKey> consumer);

  /** The content of those of these spans that are stored. */
  List<SpanContent> spanContents(String project, Collection<SpanKey> spans);

  /** Those of these messages that are stored. */
  List<ContentRow> messages(String project, Collection<Address> addresses);

  /** Counts what is stored of a project. */
  Totals totals(String project);

  /** The projects of which something is stored. */
  Set<String> projects();

  @Override
  void close();
}
