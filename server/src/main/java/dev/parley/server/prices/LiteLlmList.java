package dev.parley.server.prices;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.pricing.Provider;
import dev.parley.pricing.TokenBucket;
import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * LiteLLM's {@code model_prices_and_context_window.json}: an object by model, with prices of single
 * tokens. It has no dates. Long input is a field {@code …_above_200k_tokens}, a service tier a
 * field {@code …_batches}, {@code …_flex} or {@code …_priority}, each beside the field it replaces.
 */
final class LiteLlmList implements PriceList {
  private static final String DOCUMENTATION = "the example of the list";
  private static final String SOURCE = "LiteLLM, model_prices_and_context_window.json";

  private static final Map<String, TokenBucket> FIELDS = fields();
  private static final Map<String, String> SERVICE_TIERS =
      Map.of("_batches", "batch", "_flex", "flex", "_priority", "priority");
  private static final Pattern FIELD =
      Pattern.compile("(.+?)(?:_above_(\\d{1,6})k_tokens)?(_batches|_flex|_priority)?");

  /** Kinds of models that answer with no text. */
  private static final Set<String> WITHOUT_OUTPUT = Set.of("embedding", "rerank", "moderation");

  private static final Map<String, String> PROVIDERS =
      Map.of(
          "cohere_chat", "cohere",
          "azure_text", "azure",
          "bedrock_mantle", "bedrock",
          "codestral", "mistral",
          "text-completion-codestral", "mistral");

  /** What one entry says of tokens. */
  private static final class Rates {
    final Map<TokenBucket, BigDecimal> base = new EnumMap<>(TokenBucket.class);
    final NavigableMap<Long, Map<TokenBucket, BigDecimal>> tiers = new TreeMap<>();

    /** By service tier, then by what {@code base} or a tier of {@code tiers} holds. */
    final Map<String, Map<Long, Map<TokenBucket, BigDecimal>>> served = new TreeMap<>();

    final Set<String> otherFields = new HashSet<>();
  }

  private static Map<String, TokenBucket> fields() {
    Map<String, TokenBucket> fields = new LinkedHashMap<>();
    fields.put("input_cost_per_token", TokenBucket.INPUT);
    fields.put("output_cost_per_token", TokenBucket.OUTPUT);
    fields.put("cache_read_input_token_cost", TokenBucket.CACHE_READ);
    fields.put("input_cost_per_token_cache_hit", TokenBucket.CACHE_READ);
    fields.put("cache_creation_input_token_cost", TokenBucket.CACHE_WRITE);
    fields.put("cache_creation_input_token_cost_above_1hr", TokenBucket.CACHE_WRITE_1H);
    fields.put("input_cost_per_audio_token", TokenBucket.AUDIO_INPUT);
    fields.put("output_cost_per_audio_token", TokenBucket.AUDIO_OUTPUT);
    fields.put("output_cost_per_reasoning_token", TokenBucket.REASONING);
    return fields;
  }

  @Override
  public String called() {
    return "LiteLLM's list";
  }

  @Override
  public boolean recognises(JsonNode document) {
    if (!document.isObject()) {
      return false;
    }
    for (JsonNode entry : document) {
      if (entry.path("litellm_provider").isTextual()) {
        return true;
      }
    }
    return false;
  }

  @Override
  public Listing read(JsonNode document) {
    Listing listing = new Listing();
    for (Map.Entry<String, JsonNode> entry : document.properties()) {
      entry(entry.getKey(), entry.getValue(), listing);
    }
    return listing;
  }

  private static void entry(String key, JsonNode node, Listing listing) {
    if (key.equals("sample_spec")) {
      listing.skip(DOCUMENTATION, key);
      return;
    }
    String provider = provider(node.path("litellm_provider").asText(""));
    if (provider == null) {
      listing.skip("no provider", key);
      return;
    }
    Rates rates = rates(node);
    BigDecimal input = rates.base.get(TokenBucket.INPUT);
    if (rates.base.get(TokenBucket.OUTPUT) == null
        && WITHOUT_OUTPUT.contains(node.path("mode").asText(""))) {
      rates.base.put(TokenBucket.OUTPUT, BigDecimal.ZERO);
    }
    BigDecimal output = rates.base.get(TokenBucket.OUTPUT);
    boolean free = isZero(input) && isZero(output);
    if (!rates.otherFields.isEmpty() && (input == null || output == null || free)) {
      listing.skip("charged by something else than tokens", key);
    } else if (input == null || output == null) {
      listing.skip("no price for input or for output", key);
    } else if (free && !key.endsWith(":free")) {
      listing.skip("0 for input and output, which lists also write where they know none", key);
    } else {
      listing.add(
          new ListedPrice(
              provider,
              model(key, provider),
              null,
              rates.base,
              rates.tiers,
              serviceTiers(rates, listing),
              node.path("source").asText(SOURCE)));
      rates.otherFields.forEach(listing::leaveOut);
    }
  }

  private static boolean isZero(@Nullable BigDecimal amount) {
    return amount != null && amount.signum() == 0;
  }

  private static @Nullable String provider(String listed) {
    // vertex_ai-anthropic_models, fireworks_ai-embedding-models
    int family = listed.indexOf("_ai-");
    String name = family < 0 ? listed : listed.substring(0, family + "_ai".length());
    return Provider.canonical(PROVIDERS.getOrDefault(name, name));
  }

  /** Without the provider in front: {@code azure/gpt-4o} is {@code gpt-4o} of Azure. */
  private static String model(String key, String provider) {
    int slash = key.indexOf('/');
    return slash > 0
            && slash < key.length() - 1
            && provider.equals(provider(key.substring(0, slash).toLowerCase(Locale.ROOT)))
        ? key.substring(slash + 1)
        : key;
  }

  private static Rates rates(JsonNode node) {
    Rates rates = new Rates();
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      String name = field.getKey();
      if (name.equals("tiered_pricing")) {
        ranges(field.getValue(), rates);
        continue;
      }
      if (!name.contains("cost")) {
        continue;
      }
      BigDecimal amount = Amount.perMillion(field.getValue(), 6);
      Matcher matcher = FIELD.matcher(name);
      TokenBucket bucket = matcher.matches() ? FIELDS.get(matcher.group(1)) : null;
      if (bucket == null) {
        if (amount == null ? field.getValue().isContainerNode() : amount.signum() > 0) {
          rates.otherFields.add(name);
        }
      } else if (amount != null) {
        long above = matcher.group(2) == null ? 0 : Long.parseLong(matcher.group(2)) * 1000;
        put(rates, matcher.group(3), above, bucket, amount);
      }
    }
    return rates;
  }

  private static void put(
      Rates rates, @Nullable String suffix, long above, TokenBucket bucket, BigDecimal amount) {
    Map<TokenBucket, BigDecimal> place;
    if (suffix != null) {
      place =
          rates
              .served
              .computeIfAbsent(SERVICE_TIERS.getOrDefault(suffix, suffix), s -> new TreeMap<>())
              .computeIfAbsent(above, a -> new EnumMap<>(TokenBucket.class));
    } else if (above == 0) {
      place = rates.base;
    } else {
      place = rates.tiers.computeIfAbsent(above, a -> new EnumMap<>(TokenBucket.class));
    }
    // The older name of the same price comes second.
    place.putIfAbsent(bucket, amount);
  }

  /** {@code [{"range": [0, 256000], …}, …]}: each request is charged by the range it is in. */
  private static void ranges(JsonNode ranges, Rates rates) {
    for (JsonNode range : ranges) {
      JsonNode from = range.path("range").path(0);
      long above = from.isNumber() ? from.longValue() : -1;
      for (Map.Entry<String, TokenBucket> field : FIELDS.entrySet()) {
        BigDecimal amount = Amount.perMillion(range.get(field.getKey()), 6);
        if (above >= 0 && amount != null) {
          put(rates, null, above, field.getValue(), amount);
        }
      }
    }
  }

  /**
   * The multiple of a service tier is that of its input and output; where a rarer rate has another
   * one, as the list's rounding gives small prices, that is left out and not the tier.
   */
  private static Map<String, BigDecimal> serviceTiers(Rates rates, Listing listing) {
    Map<String, BigDecimal> factors = new TreeMap<>();
    rates.served.forEach(
        (name, served) -> {
          Set<BigDecimal> ratios = new HashSet<>();
          Set<BigDecimal> main = new HashSet<>();
          served.forEach(
              (above, amounts) ->
                  amounts.forEach(
                      (bucket, amount) -> {
                        BigDecimal standard =
                            (above == 0 ? rates.base : rates.tiers.getOrDefault(above, Map.of()))
                                .get(bucket);
                        BigDecimal ratio = standard == null ? null : Amount.ratio(amount, standard);
                        if (ratio != null) {
                          ratios.add(ratio);
                          if (bucket == TokenBucket.INPUT || bucket == TokenBucket.OUTPUT) {
                            main.add(ratio);
                          }
                        }
                      }));
          Set<BigDecimal> taken = main.isEmpty() ? ratios : main;
          if (taken.size() > 1) {
            listing.leaveOut("service tier " + name + ", whose rates are no single multiple");
            return;
          }
          if (ratios.size() > 1) {
            listing.leaveOut(
                "a rate of service tier " + name + " that is another multiple than its others");
          }
          taken.stream()
              .filter(ratio -> ratio.compareTo(BigDecimal.ONE) != 0)
              .forEach(ratio -> factors.put(name, ratio));
        });
    return factors;
  }
}
