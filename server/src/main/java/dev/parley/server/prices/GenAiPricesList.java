package dev.parley.server.prices;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.pricing.Provider;
import dev.parley.pricing.TokenBucket;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The data of genai-prices: an array of providers (or an object that has it as {@code providers}),
 * each with its models, with prices of a million tokens. A model is found by rules; those that ask
 * for a name or for how it begins become names here, which is as the price book searches. Tiers and
 * dates mean what they mean to the server.
 */
final class GenAiPricesList implements PriceList {
  private static final String SOURCE = "genai-prices";
  private static final String NO_RULE =
      "rules for names by regular expression, ending or several parts";

  /** Of two keys for a bucket the first is the exact one. */
  private static final Map<String, TokenBucket> KEYS = keys();

  private static Map<String, TokenBucket> keys() {
    Map<String, TokenBucket> keys = new LinkedHashMap<>();
    keys.put("input_mtok", TokenBucket.INPUT);
    keys.put("input_text_mtok", TokenBucket.INPUT);
    keys.put("output_mtok", TokenBucket.OUTPUT);
    keys.put("output_text_mtok", TokenBucket.OUTPUT);
    keys.put("cache_read_mtok", TokenBucket.CACHE_READ);
    keys.put("cache_text_read_mtok", TokenBucket.CACHE_READ);
    keys.put("cache_write_mtok", TokenBucket.CACHE_WRITE);
    keys.put("cache_text_write_mtok", TokenBucket.CACHE_WRITE);
    keys.put("cache_write_5m_mtok", TokenBucket.CACHE_WRITE_5M);
    keys.put("cache_text_write_5m_mtok", TokenBucket.CACHE_WRITE_5M);
    keys.put("cache_write_1h_mtok", TokenBucket.CACHE_WRITE_1H);
    keys.put("cache_text_write_1h_mtok", TokenBucket.CACHE_WRITE_1H);
    keys.put("input_audio_mtok", TokenBucket.AUDIO_INPUT);
    keys.put("output_audio_mtok", TokenBucket.AUDIO_OUTPUT);
    keys.put("output_reasoning_mtok", TokenBucket.REASONING);
    return keys;
  }

  /** The dated prices of one model, under the names that find it. */
  private record Model(List<ListedPrice> prices, Set<String> names, Set<String> beginnings) {}

  @Override
  public String called() {
    return "genai-prices";
  }

  @Override
  public boolean recognises(JsonNode document) {
    JsonNode first = providers(document).path(0);
    return first.path("id").isTextual() && first.path("models").isArray();
  }

  private static JsonNode providers(JsonNode document) {
    return document.isArray() ? document : document.path("providers");
  }

  @Override
  public Listing read(JsonNode document) {
    Listing listing = new Listing();
    for (JsonNode provider : providers(document)) {
      String id = Provider.canonical(provider.path("id").asText(""));
      String source = provider.path("pricing_urls").path(0).asText(SOURCE);
      List<Model> models = new ArrayList<>();
      for (JsonNode node : provider.path("models")) {
        String name = node.path("id").asText("");
        if (id == null || name.isBlank()) {
          listing.skip("no provider or no name", name);
        } else {
          Model model = model(id, name, node, source, listing);
          if (model != null) {
            models.add(model);
          }
        }
      }
      // A whole name says more than how a name begins.
      models.forEach(
          model ->
              model.names.forEach(
                  name -> model.prices.forEach(price -> listing.add(price.called(name)))));
      models.forEach(
          model ->
              model.beginnings.forEach(
                  name -> model.prices.forEach(price -> listing.addIfNew(price.called(name)))));
    }
    return listing;
  }

  private static @Nullable Model model(
      String provider, String name, JsonNode node, String source, Listing listing) {
    JsonNode prices = node.path("prices");
    Map<String, ListedPrice> byDate = new LinkedHashMap<>();
    for (JsonNode conditional : prices.isArray() ? prices : List.of(prices)) {
      JsonNode constraint = conditional.path("constraint");
      if (constraint.has("start_time") || constraint.has("end_time")) {
        listing.skip("the price depends on the hour of the day", provider + " " + name);
        return null;
      }
      String from = constraint.path("start_date").asText("");
      if (!from.isEmpty() && !isDate(from)) {
        listing.skip("a date that is none", provider + " " + name);
        return null;
      }
      JsonNode rates = prices.isArray() ? conditional.path("prices") : conditional;
      String reason = unusable(name, rates);
      if (reason != null) {
        listing.skip(reason, provider + " " + name);
        return null;
      }
      // Later ones win over earlier ones.
      byDate.put(from, price(provider, name, from.isEmpty() ? null : from, rates, source));
      rates
          .fieldNames()
          .forEachRemaining(
              key -> {
                if (!KEYS.containsKey(key)) {
                  listing.leaveOut(key);
                }
              });
    }
    if (byDate.isEmpty()) {
      listing.skip("no price by the token", provider + " " + name);
      return null;
    }
    Model model =
        new Model(List.copyOf(byDate.values()), new LinkedHashSet<>(), new LinkedHashSet<>());
    model.names.add(name);
    rules(node.path("match"), model, listing);
    return model;
  }

  private static boolean isDate(String text) {
    try {
      return LocalDate.parse(text).getYear() > 0;
    } catch (DateTimeException e) {
      return false;
    }
  }

  /** Why the rates can't be used; null when they can. */
  private static @Nullable String unusable(String name, JsonNode rates) {
    BigDecimal input = null;
    BigDecimal output = null;
    for (Map.Entry<String, TokenBucket> key : KEYS.entrySet()) {
      BigDecimal amount = base(rates.get(key.getKey()));
      if (rates.has(key.getKey()) && amount == null) {
        return "an amount that is none";
      }
      input = input == null && key.getValue() == TokenBucket.INPUT ? amount : input;
      output = output == null && key.getValue() == TokenBucket.OUTPUT ? amount : output;
    }
    if (input == null) {
      return "no price by the token";
    }
    boolean free = input.signum() == 0 && (output == null || output.signum() == 0);
    return free && !name.endsWith(":free")
        ? "0 for input and output, which lists also write where they know none"
        : null;
  }

  private static ListedPrice price(
      String provider, String name, @Nullable String from, JsonNode rates, String source) {
    Map<TokenBucket, BigDecimal> base = new EnumMap<>(TokenBucket.class);
    NavigableMap<Long, Map<TokenBucket, BigDecimal>> tiers = new TreeMap<>();
    for (Map.Entry<String, TokenBucket> key : KEYS.entrySet()) {
      JsonNode rate = rates.get(key.getKey());
      BigDecimal amount = base(rate);
      if (rate == null || amount == null || base.putIfAbsent(key.getValue(), amount) != null) {
        continue;
      }
      for (JsonNode tier : rate.path("tiers")) {
        BigDecimal above = Amount.perMillion(tier.get("price"), 0);
        if (above != null && tier.path("start").longValue() > 0) {
          tiers
              .computeIfAbsent(
                  tier.path("start").longValue(), start -> new EnumMap<>(TokenBucket.class))
              .put(key.getValue(), above);
        }
      }
    }
    // What answers with no text, such as embeddings, has no price for it.
    base.putIfAbsent(TokenBucket.OUTPUT, BigDecimal.ZERO);
    return new ListedPrice(provider, name, from, base, tiers, Map.of(), source);
  }

  private static @Nullable BigDecimal base(@Nullable JsonNode rate) {
    return Amount.perMillion(rate != null && rate.isObject() ? rate.get("base") : rate, 0);
  }

  private static void rules(JsonNode match, Model model, Listing listing) {
    for (Map.Entry<String, JsonNode> rule : match.properties()) {
      String text = rule.getValue().asText("").strip();
      switch (rule.getKey()) {
        case "or" -> rule.getValue().forEach(either -> rules(either, model, listing));
        case "equals" -> addTo(model.names, text);
        case "starts_with", "contains" -> addTo(model.beginnings, text);
        default -> listing.leaveOut(NO_RULE);
      }
    }
  }

  private static void addTo(Set<String> names, String name) {
    if (!name.isEmpty()) {
      names.add(name);
    }
  }
}
