package dev.parley.instrumentation.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.parley.pricing.Usage;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads fields of what is sent and answered; what is absent, or of another type, is null. */
final class JsonFields {

  private static final JsonMapper JSON = new JsonMapper();

  /** Details that have no price of their own. */
  private static final Set<String> UNCOUNTED =
      Set.of("accepted_prediction_tokens", "rejected_prediction_tokens");

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
    if (value.isObject()) {
      return map(value);
    }
    if (value.isArray()) {
      List<@Nullable Object> list = new ArrayList<>(value.size());
      value.forEach(element -> list.add(tree(element)));
      return list;
    }
    if (value.isNumber()) {
      return value.numberValue();
    }
    if (value.isBoolean()) {
      return value.booleanValue();
    }
    return value.isMissingNode() || value.isNull() ? null : value.asText();
  }

  private static Map<String, @Nullable Object> map(JsonNode object) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      map.put(name, tree(object.get(name)));
    }
    return map;
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
    Usage usual = usual(usage);
    return usual == null ? unusual(usage) : usual;
  }

  /** OpenAI's own form, which most answers have; null for any other. */
  private static @Nullable Usage usual(JsonNode usage) {
    Usage.Builder counts = Usage.builder();
    for (Iterator<String> names = usage.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      JsonNode value = usage.get(name);
      if (value.isValueNode() && !value.isIntegralNumber() && !value.isNull()) {
        return null;
      }
      switch (name) {
        case "prompt_tokens" -> counts.input(integer(value));
        case "completion_tokens" -> counts.output(integer(value));
        case "total_tokens" -> counts.total(integer(value));
        case "prompt_tokens_details" -> {
          if (!readDetails(value, counts::cacheRead, "cached_tokens", counts::audioInput)) {
            return null;
          }
        }
        case "completion_tokens_details" -> {
          if (!readDetails(value, counts::reasoning, "reasoning_tokens", counts::audioOutput)) {
            return null;
          }
        }
        default -> {
          return null;
        }
      }
    }
    return counts.build();
  }

  private static boolean readDetails(
      JsonNode details, Consumer<Long> first, String firstName, Consumer<Long> audio) {
    for (Iterator<String> names = details.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      Long count = integer(details.get(name));
      if (count == null) {
        return false;
      }
      if (name.equals(firstName)) {
        first.accept(count);
      } else if (name.equals("audio_tokens")) {
        audio.accept(count);
      } else if (!UNCOUNTED.contains(name)) {
        return false;
      }
    }
    return details.isObject();
  }

  private static Usage unusual(JsonNode usage) {
    Map<String, @Nullable Object> counts = map(usage);
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

  private static void rename(Map<String, @Nullable Object> counts, String from, String to) {
    Object count = counts.remove(from);
    if (count != null) {
      counts.put(to, count);
    }
  }
}
