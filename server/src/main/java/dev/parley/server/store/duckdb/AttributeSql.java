package dev.parley.server.store.duckdb;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.server.model.SpanKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
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

  static Sql ofConversation(String conversationId, List<String> prefixes, int limit) {
    Sql sql =
        new Sql(
            "SELECT trace_id, span_id, day, attributes FROM spans WHERE gen_ai AND trace_id IN"
                + " (SELECT trace_id FROM spans WHERE conversation_id = ?) AND (false",
            conversationId);
    for (String prefix : prefixes) {
      sql.add(
          "OR contains(attributes, ?)",
          '"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(prefix)));
    }
    return sql.add(") LIMIT " + limit);
  }

  static Packed packed(ResultSet row, List<String> prefixes) throws SQLException {
    return new Packed(
        SpanSql.key(row), row.getInt("day"), chosen(row.getString("attributes"), prefixes));
  }

  private static String chosen(String attributes, List<String> prefixes) {
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
