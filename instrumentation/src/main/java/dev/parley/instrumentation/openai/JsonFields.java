package dev.parley.instrumentation.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.parley.pricing.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads fields of what is sent and answered; what is absent, or of another type, is null. */
final class JsonFields {

  private static final JsonMapper JSON = new JsonMapper();
  private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {};

  private JsonFields() {}

  static @Nullable String text(JsonNode value) {
    return value.isTextual() ? value.textValue() : null;
  }

  static @Nullable Double number(JsonNode value) {
    return value.isNumber() ? value.doubleValue() : null;
  }

  static @Nullable Long integer(JsonNode value) {
    return value.isIntegralNumber() ? value.longValue() : null;
  }

  /** One text or many. */
  static List<String> texts(JsonNode oneOrMany) {
    List<String> texts = new ArrayList<>();
    if (oneOrMany.isTextual()) {
      texts.add(oneOrMany.textValue());
    }
    oneOrMany.forEach(element -> texts.add(element.asText()));
    return texts;
  }

  /** As maps, lists and values; null for nothing. */
  static @Nullable Object tree(JsonNode value) {
    return value.isMissingNode() || value.isNull() ? null : JSON.convertValue(value, Object.class);
  }

  /** A model may write arguments that are no JSON; then they stay the text that they are. */
  static Object arguments(String arguments) {
    try {
      JsonNode tree = JSON.readTree(arguments);
      Object parsed = tree.isObject() ? tree(tree) : null;
      return parsed == null ? arguments : parsed;
    } catch (JsonProcessingException e) {
      return arguments;
    }
  }

  /** The usage as it was reported; unknown where nothing was. A count that is left out is not 0. */
  static Usage usage(JsonNode usage) {
    if (!usage.isObject()) {
      return Usage.unknown();
    }
    Map<String, Object> counts = JSON.convertValue(usage, MAP);
    // DeepSeek's word for it. What proxies add beside OpenAI's own counts are Anthropic's names,
    // which would say that the input leaves the cache out; here it never does.
    Object hits = counts.get("prompt_cache_hit_tokens");
    if (hits != null) {
      counts.putIfAbsent("cached_tokens", hits);
    }
    rename(counts, "cache_read_input_tokens", "gen_ai.usage.cache_read.input_tokens");
    rename(counts, "cache_creation_input_tokens", "gen_ai.usage.cache_creation.input_tokens");
    return Usage.fromMap(counts);
  }

  private static void rename(Map<String, Object> counts, String from, String to) {
    Object count = counts.remove(from);
    if (count != null) {
      counts.put(to, count);
    }
  }
}
