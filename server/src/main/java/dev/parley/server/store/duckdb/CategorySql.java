package dev.parley.server.store.duckdb;

import dev.parley.server.store.Scope;
import dev.parley.server.store.StoredSpan;
import java.util.Collection;
import java.util.concurrent.TimeUnit;

/**
 * The SQL by which a span has the category of the nearest span around it that names one. Decided
 * when asked, not when stored: children arrive before their parents.
 *
 * <p>The spans of the traces in question are read once and kept: without an index each level of a
 * trace would read all that is stored.
 */
final class CategorySql {
  /** A span around starts earlier; one that began longer ago than this is not looked for. */
  private static final long LONGEST_NANOS = TimeUnit.DAYS.toNanos(1);

  /** Deeper than any trace that is not a circle. */
  private static final int MOST_LEVELS = 100;

  private CategorySql() {}

  /** Keys of the spans that are inside of one with this category and name none themselves. */
  static Sql inside(Scope scope, String category) {
    long from = earliest(scope.fromNanos());
    return new Sql(
        """
        WITH RECURSIVE named AS MATERIALIZED (
          SELECT trace_id, span_id FROM spans
          WHERE category = ? AND start_nanos >= ? AND start_nanos < ?),
        silent AS MATERIALIZED (
          SELECT trace_id, span_id, parent_span_id FROM spans
          WHERE category IS NULL AND parent_span_id IS NOT NULL
            AND start_nanos >= ? AND start_nanos < ?
            AND trace_id IN (SELECT trace_id FROM named)),
        inside(t, s) AS (
          SELECT trace_id, span_id FROM named
          UNION
          SELECT c.trace_id, c.span_id FROM inside JOIN silent c
            ON c.trace_id = t AND c.parent_span_id = s)
        SELECT t, s FROM inside
        """,
        category,
        from,
        scope.toNanos(),
        from,
        scope.toNanos());
  }

  /** Key and category of each of these spans and of some others of their traces. */
  static Sql of(Collection<StoredSpan> spans) {
    long from = earliest(spans.stream().mapToLong(StoredSpan::startNanos).min().orElse(0));
    long to = spans.stream().mapToLong(StoredSpan::startNanos).max().orElse(0);
    return new Sql(
            """
            WITH RECURSIVE near AS MATERIALIZED (
              SELECT trace_id, span_id, parent_span_id, category FROM spans
              WHERE start_nanos >= ? AND start_nanos <= ?
            """,
            from,
            to)
        .andIn(
            "trace_id",
            spans.stream().map(span -> SpanIds.trace(span.key().traceId())).distinct().toList(),
            "UUID")
        .add(
            """
            ), up(t, s, p, category, level) AS (
              SELECT trace_id, span_id, parent_span_id, category, 0 FROM near WHERE true
            """)
        .andIn(
            "span_id",
            spans.stream().map(span -> SpanIds.span(span.key().spanId())).toList(),
            "BIGINT")
        .add(
            """
              UNION
              SELECT t, s, o.parent_span_id, o.category, level + 1 FROM up JOIN near o
                ON o.trace_id = t AND o.span_id = p
              WHERE up.category IS NULL AND level < ?)
            SELECT t AS trace_id, s AS span_id, category FROM up WHERE category IS NOT NULL
            """,
            MOST_LEVELS);
  }

  private static long earliest(long nanos) {
    return nanos < Long.MIN_VALUE + LONGEST_NANOS ? Long.MIN_VALUE : nanos - LONGEST_NANOS;
  }
}
