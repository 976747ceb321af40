package dev.parley.server.store.duckdb;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.server.model.SpanKey;
import dev.parley.server.store.StoredSpan;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LongSummaryStatistics;
import java.util.Map;

/**
 * Reads some of the raw attributes of many spans. They are chosen while they are still packed:
 * unpacked, every call of a conversation would hold its whole history.
 */
final class AttributeSql {
  private static final JsonMapper JSON = new JsonMapper();

  /**
   * A span's attributes, still packed.
   *
   * @param packed a JSON object
   */
  record Packed(SpanKey key, int day, String packed) {}

  private AttributeSql() {}

  /** Of these spans, and maybe of others of their traces. */
  static Sql of(Collection<StoredSpan> spans, Collection<String> prefixes) {
    LongSummaryStatistics starts =
        spans.stream().mapToLong(StoredSpan::startNanos).summaryStatistics();
    Sql found =
        new Sql("gen_ai AND start_nanos BETWEEN ? AND ?", starts.getMin(), starts.getMax())
            .andIn(
                "trace_id",
                spans.stream().map(span -> SpanIds.trace(span.key().traceId())).distinct().toList(),
                "UUID");
    Sql sql = Sql.of("trace_id, span_id, day, attributes", "spans", found).add("AND (false");
    for (String prefix : prefixes) {
      sql.add(
          "OR contains(attributes, ?)",
          '"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(prefix)));
    }
    return sql.add(")");
  }

  static Packed packed(ResultSet row, Collection<String> prefixes) throws SQLException {
    return new Packed(
        SpanSql.key(row), row.getInt("day"), chosen(row.getString("attributes"), prefixes));
  }

  private static String chosen(String attributes, Collection<String> prefixes) {
    try {
      ObjectNode chosen = JSON.createObjectNode();
      for (Map.Entry<String, JsonNode> attribute : JSON.readTree(attributes).properties()) {
        if (prefixes.stream().anyMatch(attribute.getKey()::startsWith)) {
          chosen.set(attribute.getKey(), attribute.getValue());
        }
      }
      return chosen.toString();
    } catch (JsonProcessingException e) {
      return "{}";
    }
  }
}
