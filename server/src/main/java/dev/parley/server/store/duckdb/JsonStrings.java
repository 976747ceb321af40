package dev.parley.server.store.duckdb;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.jspecify.annotations.Nullable;

/** Reads texts that are stored as JSON strings. */
final class JsonStrings {
  private static final JsonMapper JSON = new JsonMapper();

  private JsonStrings() {}

  /** The text behind a JSON string; null for null, JSON null and what is no string. */
  static @Nullable String read(@Nullable String json) {
    if (json == null) {
      return null;
    }
    try {
      JsonNode node = JSON.readTree(json);
      return node.textValue();
    } catch (JsonProcessingException e) {
      return null;
    }
  }
}
