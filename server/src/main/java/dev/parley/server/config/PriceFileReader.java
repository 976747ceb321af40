package dev.parley.server.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.parley.pricing.Price;
import dev.parley.pricing.PriceBook;
import dev.parley.pricing.Provider;
import dev.parley.pricing.TokenBucket;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the JSON form of prices strictly: what it doesn't know, it refuses with the place. */
final class PriceFileReader {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** The rates that an entry or a tier may have beside input and output, by their keys. */
  private static final Map<String, TokenBucket> RATES = rates();

  private static final Set<String> TOP_KEYS = keys(false, "version", "prices");
  private static final Set<String> TIER_KEYS = keys(true, "aboveInputTokens", "input", "output");
  private static final Set<String> ENTRY_KEYS =
      keys(
          true,
          "provider",
          "model",
          "validFrom",
          "input",
          "output",
          "tiers",
          "serviceTiers",
          "source");

  /** Plain and short: an exponent could ask for a number that fills the memory. */
  private static final Pattern DECIMAL = Pattern.compile("\\d{1,9}(?:\\.\\d{1,15})?");

  private static final String A_PRICE =
      "US dollars per million tokens as a decimal in quotes, such as \"2.50\"";
  private static final String A_DATE =
      "a date such as \"2026-03-01\" or an instant such as \"2026-03-01T16:00:00Z\"";

  private record Key(@Nullable String provider, String model, Instant validFrom) {}

  private final String file;

  /**
   * @param file how errors name it
   */
  PriceFileReader(String file) {
    this.file = file;
  }

  PriceFile read(byte[] json) {
    JsonNode top = object(parse(json), "", "an object with \"prices\"");
    unknownKeys(top, "", TOP_KEYS);
    JsonNode prices = top.get("prices");
    if (prices == null || !prices.isArray()) {
      throw wrong("prices", prices, "an array of prices");
    }
    List<PriceBook.Entry> entries = new ArrayList<>();
    Map<Key, Integer> seen = new HashMap<>();
    for (int i = 0; i < prices.size(); i++) {
      PriceBook.Entry entry = entry(prices.get(i), "prices[" + i + "]");
      Key key =
          new Key(
              entry.provider(), entry.model().strip().toLowerCase(Locale.ROOT), entry.validFrom());
      Integer earlier = seen.putIfAbsent(key, i);
      if (earlier != null) {
        throw new ConfigException(
            "%s: prices[%d]: the same provider, model and validFrom as prices[%d], %s (expected: one price for each)"
                .formatted(file, i, earlier, entry.model()));
      }
      entries.add(entry);
    }
    return new PriceFile(
        text(top, "", "version", "a name in quotes, such as \"2026-03\""), entries);
  }

  private JsonNode parse(byte[] json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new ConfigException(
          "%s: not JSON at line %d, column %d, %s (expected: an object with \"prices\")"
              .formatted(
                  file,
                  e.getLocation() == null ? 1 : e.getLocation().getLineNr(),
                  e.getLocation() == null ? 1 : e.getLocation().getColumnNr(),
                  e.getOriginalMessage().replaceAll("\\s+", " ")));
    } catch (IOException e) {
      throw new IllegalStateException("bytes in memory can always be read", e);
    }
  }

  private PriceBook.Entry entry(JsonNode node, String at) {
    object(node, at, "an object with \"model\", \"input\" and \"output\"");
    unknownKeys(node, at, ENTRY_KEYS);
    String model = text(node, at, "model", "a model's name in quotes");
    if (model == null) {
      throw wrong(at + ".model", null, "a model's name in quotes");
    }
    text(node, at, "source", "where the price was read, in quotes");
    Price price = price(node, at);
    JsonNode tiers = node.get("tiers");
    if (tiers != null) {
      price = withTiers(price, node, tiers, at + ".tiers");
    }
    JsonNode serviceTiers = node.get("serviceTiers");
    if (serviceTiers != null) {
      price = withServiceTiers(price, serviceTiers, at + ".serviceTiers");
    }
    return new PriceBook.Entry(provider(node, at), model, validFrom(node, at), price);
  }

  private @Nullable String provider(JsonNode node, String at) {
    String expected = "a provider in quotes, such as \"openai\", or no such key for any";
    String provider = text(node, at, "provider", expected);
    if (provider == null) {
      return null;
    }
    String canonical = Provider.canonical(provider);
    if (canonical == null) {
      // A framework's name would silently become "any provider".
      throw wrong(at + ".provider", node.get("provider"), expected);
    }
    return canonical;
  }

  private Instant validFrom(JsonNode node, String at) {
    String text = text(node, at, "validFrom", A_DATE);
    if (text == null) {
      return Instant.MIN;
    }
    try {
      return text.length() == 10
          ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
          : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw wrong(at + ".validFrom", node.get("validFrom"), A_DATE);
    }
  }

  private Price price(JsonNode node, String at) {
    Price price =
        Price.perMillion(decimal(node, at, "input", A_PRICE), decimal(node, at, "output", A_PRICE));
    for (Map.Entry<String, TokenBucket> rate : RATES.entrySet()) {
      if (node.has(rate.getKey())) {
        price = price.with(rate.getValue(), decimal(node, at, rate.getKey(), A_PRICE));
      }
    }
    return price;
  }

  private Price withTiers(Price base, JsonNode entry, JsonNode tiers, String at) {
    if (!tiers.isArray()) {
      throw wrong(at, tiers, "an array of prices for long input");
    }
    Price price = base;
    Set<Long> thresholds = new LinkedHashSet<>();
    for (int i = 0; i < tiers.size(); i++) {
      String tierAt = at + "[" + i + "]";
      JsonNode tier = object(tiers.get(i), tierAt, "an object with \"aboveInputTokens\"");
      unknownKeys(tier, tierAt, TIER_KEYS);
      JsonNode above = tier.get("aboveInputTokens");
      if (above == null
          || !above.isIntegralNumber()
          || !above.canConvertToLong()
          || above.longValue() <= 0
          || !thresholds.add(above.longValue())) {
        throw wrong(
            tierAt + ".aboveInputTokens", above, "a whole number above 0, another for each tier");
      }
      for (String rate : RATES.keySet()) {
        if (entry.has(rate) && !tier.has(rate)) {
          // It would fall back to the tier's full input or output rate, which nobody means.
          throw wrong(tierAt + "." + rate, null, A_PRICE + ", because the entry itself has one");
        }
      }
      price = price.withTier(above.longValue(), price(tier, tierAt));
    }
    return price;
  }

  private Price withServiceTiers(Price base, JsonNode tiers, String at) {
    object(tiers, at, "an object of multipliers, such as {\"flex\": \"0.5\"}");
    Price price = base;
    for (Map.Entry<String, JsonNode> tier : tiers.properties()) {
      BigDecimal factor =
          decimal(tiers, at, tier.getKey(), "a multiplier in quotes, such as \"0.5\"");
      price = price.withServiceTier(tier.getKey(), factor.toPlainString());
    }
    return price;
  }

  private BigDecimal decimal(JsonNode node, String at, String key, String expected) {
    JsonNode value = node.get(key);
    if (value == null || !value.isTextual() || !DECIMAL.matcher(value.textValue()).matches()) {
      throw wrong(at + "." + key, value, expected);
    }
    return new BigDecimal(value.textValue());
  }

  /** The text of an optional key; null when it is not there. */
  private @Nullable String text(JsonNode node, String at, String key, String expected) {
    JsonNode value = node.get(key);
    if (value == null) {
      return null;
    }
    if (!value.isTextual() || value.textValue().isBlank()) {
      throw wrong(at.isEmpty() ? key : at + "." + key, value, expected);
    }
    return value.textValue().strip();
  }

  private JsonNode object(JsonNode node, String at, String expected) {
    if (!node.isObject()) {
      throw wrong(at, node, expected);
    }
    return node;
  }

  private void unknownKeys(JsonNode node, String at, Set<String> known) {
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      if (!known.contains(field.getKey())) {
        throw new ConfigException(
            "%s: %s: an unknown key (expected: one of %s)"
                .formatted(
                    file,
                    at.isEmpty() ? field.getKey() : at + "." + field.getKey(),
                    String.join(", ", known)));
      }
    }
  }

  private ConfigException wrong(String at, @Nullable JsonNode found, String expected) {
    String value = found == null || found.isMissingNode() ? "missing" : abridged(found.toString());
    return new ConfigException(
        "%s: %s%s (expected: %s)".formatted(file, at.isEmpty() ? "" : at + ": ", value, expected));
  }

  private static String abridged(String json) {
    return json.length() <= 60 ? json : json.substring(0, 60) + "…";
  }

  private static Map<String, TokenBucket> rates() {
    Map<String, TokenBucket> rates = new LinkedHashMap<>();
    rates.put("cacheRead", TokenBucket.CACHE_READ);
    rates.put("cacheWrite", TokenBucket.CACHE_WRITE);
    rates.put("cacheWrite5m", TokenBucket.CACHE_WRITE_5M);
    rates.put("cacheWrite1h", TokenBucket.CACHE_WRITE_1H);
    rates.put("reasoning", TokenBucket.REASONING);
    rates.put("audioInput", TokenBucket.AUDIO_INPUT);
    rates.put("audioOutput", TokenBucket.AUDIO_OUTPUT);
    return rates;
  }

  private static Set<String> keys(boolean withRates, String... names) {
    Set<String> keys = new LinkedHashSet<>(Arrays.asList(names));
    if (withRates) {
      keys.addAll(RATES.keySet());
    }
    return keys;
  }
}
