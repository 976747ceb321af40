package dev.parley.server.store.duckdb;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.parley.server.store.Scope;
import dev.parley.server.store.filter.Field;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The SQL for what a span has by itself or by what is around it: its own value, else that of the
 * nearest span around it that has one, else its resource's. An application names its customer once,
 * at the request, and means all that the request does. Decided when asked: children arrive before
 * their parents.
 *
 * <p>Attributes are looked for in the packed JSON as text first: most spans don't have the key, and
 * then nothing is parsed.
 */
final class SpanValuesSql {
  /** A span around starts earlier; one that began longer ago than this is not looked for. */
  private static final long LONGEST_NANOS = TimeUnit.DAYS.toNanos(1);

  /** Where emitters keep metadata by name; the last is one JSON text with all of it. */
  private static final List<String> METADATA_PREFIXES =
      List.of(
          "metadata.",
          "langfuse.trace.metadata.",
          "langfuse.observation.metadata.",
          "traceloop.association.properties.",
          "ai.telemetry.metadata.",
          "langsmith.metadata.");

  private static final List<String> TAG_KEYS =
      List.of("tags", "langfuse.trace.tags", "tag.tags", "langsmith.span.tags");

  private SpanValuesSql() {}

  /**
   * The condition that a value is stored apart, as a whole or in parts: what stands in its place is
   * the store's, and no text to compare with. See {@link dev.parley.server.store.PackedJson}.
   */
  static String isLong(String value) {
    return "coalesce("
        + value
        + "[1] IN ('{', '[') AND regexp_matches("
        + value
        + ", '\\{\"\\$(text|value|message|json|literal)\":'), false)";
  }

  /** Rows {@code (t, s, v)}: trace, span and value as text; spans without one are left out. */
  static Sql of(Field field, Scope scope) {
    if (field instanceof Field.Known) {
      return around(new Sql("nullif(category, '')"), new Sql("NULL"), scope);
    }
    return around(value(field, "attributes"), value(field, "json"), scope);
  }

  private static Sql around(Sql own, Sql ofResource, Scope scope) {
    long from =
        scope.fromNanos() < Long.MIN_VALUE + LONGEST_NANOS
            ? Long.MIN_VALUE
            : scope.fromNanos() - LONGEST_NANOS;
    return new Sql(
            """
            WITH RECURSIVE base AS MATERIALIZED (
              SELECT trace_id AS t, span_id AS s, parent_span_id AS p, resource AS r,
            """)
        .append(own)
        .add("AS v FROM spans WHERE start_nanos >= ? AND start_nanos < ?", from, scope.toNanos())
        .add(
            """
            ),
            silent AS MATERIALIZED (
              SELECT t, s, p FROM base WHERE v IS NULL AND p IS NOT NULL
                AND t IN (SELECT t FROM base WHERE v IS NOT NULL)),
            -- A span has one parent, so none is reached twice: a circle has no way in.
            inherited(t, s, v) AS (
              SELECT c.t, c.s, b.v FROM silent c JOIN base b ON b.t = c.t AND b.s = c.p
              WHERE b.v IS NOT NULL
              UNION ALL
              SELECT c.t, c.s, i.v FROM inherited i JOIN silent c ON c.t = i.t AND c.p = i.s),
            named AS (
              SELECT t, s, v FROM base WHERE v IS NOT NULL
              UNION ALL SELECT t, s, v FROM inherited),
            resources_named AS MATERIALIZED (SELECT DISTINCT hash, v FROM (SELECT hash,
            """)
        .append(ofResource)
        .add(
            """
              AS v FROM resources) WHERE v IS NOT NULL)
            SELECT t, s, v FROM named
            UNION ALL
            SELECT b.t, b.s, n.v FROM base b JOIN resources_named n ON n.hash = b.r
            WHERE b.v IS NULL AND (b.t, b.s) NOT IN (SELECT t, s FROM inherited)
            """);
  }

  private static Sql value(Field field, String column) {
    if (field instanceof Field.Attribute attribute) {
      return looked(column, attribute.key(), List.of(attribute.key()));
    }
    if (field instanceof Field.Tags) {
      return looked(column, "tags", TAG_KEYS);
    }
    if (field instanceof Field.Metadata metadata) {
      String name = metadata.name();
      Sql value =
          new Sql("CASE WHEN contains(" + column + ", ?) THEN coalesce(", inJson(name))
              .append(
                  extracted(
                      column, METADATA_PREFIXES.stream().map(prefix -> prefix + name).toList()));
      return value.add(
          ", TRY(json_extract_string(json_extract_string("
              + column
              + ", '/metadata'), ?)), TRY(json_extract_string("
              + column
              + ", ?)), TRY(json_extract_string("
              + column
              + ", ?))) END",
          pointer(name),
          "/metadata" + pointer(name),
          // A JSON text of which only parts are stored apart.
          "/metadata/$json" + pointer(name));
    }
    throw new IllegalArgumentException("field: " + field.label() + " (expected: an attribute)");
  }

  private static Sql looked(String column, String part, List<String> keys) {
    return new Sql("CASE WHEN contains(" + column + ", ?) THEN coalesce(", inJson(part))
        .append(extracted(column, keys))
        .add(") END");
  }

  private static Sql extracted(String column, List<String> keys) {
    Sql sql = new Sql("");
    String comma = "";
    for (String key : keys) {
      sql.add(comma + "TRY(json_extract_string(" + column + ", ?))", pointer(key));
      comma = ", ";
    }
    return sql;
  }

  /** The text as it stands inside of a JSON string. */
  private static String inJson(String text) {
    return String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text));
  }

  /** A JSON pointer (RFC 6901) to a member. */
  private static String pointer(String key) {
    return "/" + key.replace("~", "~0").replace("/", "~1");
  }
}
