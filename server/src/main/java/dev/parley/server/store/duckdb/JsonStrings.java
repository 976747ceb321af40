package dev.parley.server.store.duckdb;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Reads and writes texts as JSON strings. */
final class JsonStrings {
  private static final JsonMapper JSON = new JsonMapper();

  private JsonStrings() {}

  /** The JSON array of some texts. */
  static String array(Collection<String> texts) {
    try {
      return JSON.writeValueAsString(texts);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts can always be written", e);
    }
  }

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
