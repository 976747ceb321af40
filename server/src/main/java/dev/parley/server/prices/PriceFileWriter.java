package dev.parley.server.prices;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.pricing.TokenBucket;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Map;
import java.util.StringJoiner;

/** Writes prices in the server's own form, one a line. */
final class PriceFileWriter {
  private static final JsonMapper JSON = new JsonMapper();

  private PriceFileWriter() {}

  static String write(Collection<ListedPrice> prices) {
    StringJoiner lines = new StringJoiner(",\n", "{\n  \"prices\": [\n", "\n  ]\n}\n");
    for (ListedPrice price : prices) {
      lines.add("    " + entry(price));
    }
    return lines.toString();
  }

  private static ObjectNode entry(ListedPrice price) {
    ObjectNode entry = JSON.createObjectNode();
    entry.put("provider", price.provider()).put("model", price.model());
    if (price.validFrom() != null) {
      entry.put("validFrom", price.validFrom());
    }
    put(entry, price.rates());
    price
        .tiers()
        .forEach(
            (above, rates) ->
                put(entry.withArray("tiers").addObject().put("aboveInputTokens", above), rates));
    price
        .serviceTiers()
        .forEach(
            (name, factor) ->
                entry.withObjectProperty("serviceTiers").put(name, factor.toPlainString()));
    return entry.put("source", price.source());
  }

  private static void put(ObjectNode node, Map<TokenBucket, BigDecimal> rates) {
    rates.forEach((bucket, amount) -> node.put(key(bucket), amount.toPlainString()));
  }

  private static String key(TokenBucket bucket) {
    return switch (bucket) {
      case INPUT -> "input";
      case CACHE_READ -> "cacheRead";
      case CACHE_WRITE -> "cacheWrite";
      case CACHE_WRITE_5M -> "cacheWrite5m";
      case CACHE_WRITE_1H -> "cacheWrite1h";
      case AUDIO_INPUT -> "audioInput";
      case OUTPUT -> "output";
      case REASONING -> "reasoning";
      case AUDIO_OUTPUT -> "audioOutput";
    };
  }
}
