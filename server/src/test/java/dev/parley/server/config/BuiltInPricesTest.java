package dev.parley.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.parley.pricing.Price;
import dev.parley.pricing.PriceBook;
import dev.parley.pricing.Provider;
import dev.parley.pricing.TokenBucket;
import dev.parley.pricing.Usage;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BuiltInPricesTest {
  private static final Instant NOW = Instant.parse("2026-11-21T00:00:00Z");
  private static final PriceBook BOOK = PriceFile.builtIn();

  private static Price price(@Nullable String provider, String model, Instant at) {
    PriceBook.Entry entry = BOOK.find(provider, model, at);
    assertThat(entry).as("%s %s at %s", provider, model, at).isNotNull();
    return entry.price();
  }

  private static JsonNode json() throws IOException {
    try (InputStream in = PriceFile.class.getResourceAsStream("prices.json")) {
      return JsonMapper.builder().build().readTree(in);
    }
  }

  @Test
  @DisplayName("Every built-in price names its provider, its first day, and the page it is from")
  void sources() throws IOException {
    JsonNode json = json();
    LocalDate version = LocalDate.parse(json.get("version").textValue());
    assertThat(BOOK.version()).isEqualTo(version.toString());
    assertThat(json.get("prices")).hasSizeGreaterThan(250).hasSameSizeAs(BOOK.entries());
    for (JsonNode entry : json.get("prices")) {
      String provider = entry.get("provider").textValue();
      assertThat(Provider.canonical(provider)).isEqualTo(provider);
      assertThat(entry.get("validFrom").textValue()).matches("20\\d\\d-\\d\\d-\\d\\d.*");
      String source = entry.get("source").textValue();
      assertThat(source).matches("https://\\S+ \\(as of 20\\d\\d-\\d\\d-\\d\\d\\)");
      String asOf = source.substring(source.length() - 11, source.length() - 1);
      assertThat(LocalDate.parse(asOf)).isBeforeOrEqualTo(version);
    }
  }

  @Test
  @DisplayName("No built-in price is out of proportion: a slip of the decimal point shows here")
  void plausible() {
    for (PriceBook.Entry entry : BOOK.entries()) {
      Price price = entry.price();
      BigDecimal input = price.rate(TokenBucket.INPUT);
      assertThat(input).as(entry.model()).isPositive().isLessThanOrEqualTo(new BigDecimal("150"));
      BigDecimal output = price.rate(TokenBucket.OUTPUT);
      if (output.signum() != 0) {
        assertThat(output.doubleValue() / input.doubleValue())
            .as(entry.model())
            .isBetween(0.99, 10.0);
      }
      assertThat(price.rate(TokenBucket.CACHE_READ)).as(entry.model()).isLessThanOrEqualTo(input);
      assertThat(price.rate(TokenBucket.CACHE_WRITE).doubleValue() / input.doubleValue())
          .as(entry.model())
          .isCloseTo(1.1, within(0.16));
    }
  }

  @Test
  @DisplayName("COST-13: every built-in model is found by its own name, from its first day on")
  void everyEntryIsFound() {
    Set<String> changed = new HashSet<>();
    for (PriceBook.Entry entry : BOOK.entries()) {
      assertThat(BOOK.find(entry.provider(), entry.model(), entry.validFrom())).isEqualTo(entry);
      changed.add(entry.model());
    }
    assertThat(changed).hasSizeLessThan(BOOK.entries().size());
  }

  @ParameterizedTest
  @DisplayName("Known list prices")
  @CsvSource({
    "openai, gpt-4o, 2.50, 10.00, 1.25",
    "openai, gpt-4o-mini, 0.15, 0.60, 0.075",
    "openai, gpt-4-turbo, 10, 30, 10",
    "openai, gpt-3.5-turbo, 0.50, 1.50, 0.50",
    "openai, gpt-4.1, 2, 8, 0.50",
    "openai, gpt-5, 1.25, 10, 0.125",
    "openai, o1, 15, 60, 7.50",
    "openai, o4-mini, 1.10, 4.40, 0.275",
    "openai, text-embedding-3-small, 0.02, 0, 0.02",
    "anthropic, claude-3-haiku, 0.25, 1.25, 0.03",
    "anthropic, claude-3-5-sonnet, 3, 15, 0.30",
    "anthropic, claude-opus-4, 15, 75, 1.50",
    "anthropic, claude-haiku-4-5, 1, 5, 0.10",
    "google, gemini-2.5-flash, 0.30, 2.50, 0.03",
    "mistral, mistral-large-2411, 2, 6, 2",
    "cohere, command-r-plus, 2.50, 10, 2.50",
    "groq, llama-3.3-70b-versatile, 0.59, 0.79, 0.59",
    "xai, grok-3, 3, 15, 0.75",
    "bedrock, amazon.nova-lite-v1:0, 0.06, 0.24, 0.015",
    "moonshot, kimi-k3, 3, 15, 0.30",
    "fireworks, accounts/fireworks/models/kimi-k3, 3, 15, 0.30",
    "voyageai, voyage-3.5, 0.06, 0, 0.06",
    "openai, gpt-realtime-mini-2025-12-15, 0.60, 2.40, 0.06",
  })
  void listPrices(String provider, String model, String input, String output, String cacheRead) {
    Price price = price(provider, model, NOW);

    assertThat(price.rate(TokenBucket.INPUT)).isEqualByComparingTo(input);
    assertThat(price.rate(TokenBucket.OUTPUT)).isEqualByComparingTo(output);
    assertThat(price.rate(TokenBucket.CACHE_READ)).isEqualByComparingTo(cacheRead);
  }

  @ParameterizedTest
  @DisplayName(
      "COST-13: names as providers, clouds and gateways write them find the built-in price")
  @CsvSource({
    "openai, gpt-4o-2024-08-06, gpt-4o",
    "azure, gpt-4o-2024-11-20, gpt-4o",
    "openai, gpt-4o-2024-05-13, gpt-4o-2024-05-13",
    "openai, gpt-4-0613, gpt-4",
    "azure, gpt-35-turbo, gpt-3.5-turbo",
    "openai, gpt-5-mini-2025-08-07, gpt-5-mini",
    "openai, ft:gpt-4o-mini-2024-07-18:acme::abc, ft:gpt-4o-mini",
    "anthropic, claude-3-5-sonnet-20241022, claude-3-5-sonnet",
    "anthropic, claude-sonnet-4-20250514, claude-sonnet-4",
    "vertex_ai, claude-sonnet-4-5@20250929, claude-sonnet-4-5",
    "openrouter, anthropic/claude-sonnet-4.5, claude-sonnet-4.5",
    "bedrock, us.anthropic.claude-3-5-haiku-20241022-v1:0, claude-3-5-haiku",
    "bedrock, eu.anthropic.claude-sonnet-4-5-20250929-v1:0, anthropic.claude-sonnet-4-5",
    "bedrock, global.anthropic.claude-sonnet-4-5-20250929-v1:0,"
        + " global.anthropic.claude-sonnet-4-5",
    "bedrock, us.meta.llama3-3-70b-instruct-v1:0, meta.llama3-3-70b-instruct",
    "bedrock, openai.gpt-oss-120b-1:0, gpt-oss-120b-1",
    "groq, openai/gpt-oss-120b, gpt-oss-120b",
    "vertex_ai, gemini-1.5-pro-002, gemini-1.5-pro",
    "google, models/gemini-2.5-pro, gemini-2.5-pro",
    "xai, grok-4-0709, grok-4",
    "mistral, codestral-latest, codestral",
  })
  void names(String provider, String model, String key) {
    PriceBook.Entry entry = BOOK.find(provider, model, NOW);

    assertThat(entry).isNotNull();
    assertThat(entry.model()).isEqualTo(key);
  }

  @ParameterizedTest
  @DisplayName("COST-07: what has no confirmed list price is unknown, not a relative's price")
  @ValueSource(
      strings = {
        "gpt-4o-audio-preview",
        "gpt-7",
        "claude-opus-9",
        "deepseek-v4-flash",
        "mistral-large-latest",
        "moonshotai/kimi-k2.5",
        "my-own-model"
      })
  void unknown(String model) {
    assertThat(BOOK.find(null, model, NOW)).isNull();
  }

  @Test
  @DisplayName("COST-07: an open model that several sell has no price at a host the book lacks")
  void openModels() {
    assertThat(BOOK.find("fireworks", "openai/gpt-oss-120b", NOW)).isNull();
    assertThat(BOOK.find("ollama", "gpt-oss-120b", NOW)).isNull();
  }

  @Test
  @DisplayName("COST-19: a price change applies from its day on, also one announced ahead")
  void priceChanges() {
    assertThat(price("openai", "o3", Instant.parse("2025-06-09T23:59:59Z")))
        .satisfies(old -> assertThat(old.rate(TokenBucket.INPUT)).isEqualByComparingTo("10"));
    assertThat(price("openai", "o3", Instant.parse("2025-06-10T00:00:00Z")))
        .satisfies(cut -> assertThat(cut.rate(TokenBucket.INPUT)).isEqualByComparingTo("2"));
    assertThat(price("google", "gemini-3.7-flash", NOW).rate(TokenBucket.INPUT))
        .isEqualByComparingTo("0.75");
    assertThat(
            price("google", "gemini-3.7-flash", Instant.parse("2027-01-01T00:00:00Z"))
                .rate(TokenBucket.INPUT))
        .isEqualByComparingTo("1.50");
  }

  @Test
  @DisplayName("COST-16: cached, five-minute and one-hour written tokens of Claude cost their own")
  void claudeCache() {
    Usage usage =
        Usage.builder()
            .inputUncached(1_000L)
            .cacheRead(1_000L)
            .cacheWrite5m(1_000L)
            .cacheWrite1h(1_000L)
            .output(1_000L)
            .build();

    assertThat(BOOK.cost("anthropic", "claude-sonnet-4-20250514", NOW, usage).total())
        .isEqualByComparingTo("0.02805");
  }

  @Test
  @DisplayName("A long prompt to Gemini 2.5 Pro is charged at the long-context rates as a whole")
  void longContext() {
    Price price = price("google", "gemini-2.5-pro", NOW);

    assertThat(price.cost(Usage.of(200_000, 1_000)).total()).isEqualByComparingTo("0.26");
    assertThat(price.cost(Usage.of(200_001, 1_000)).total()).isEqualByComparingTo("0.5150025");
  }

  @Test
  @DisplayName("A batch costs half, priority what the provider asks for it")
  void serviceTiers() {
    Usage usage = Usage.of(1_000_000, 0);

    assertThat(price("openai", "gpt-4o", NOW).cost(usage, "batch").total())
        .isEqualByComparingTo("1.25");
    assertThat(price("openai", "gpt-4.1", NOW).cost(usage, "priority").total())
        .isEqualByComparingTo("3.50");
    assertThat(price("anthropic", "claude-haiku-4-5", NOW).cost(usage, "standard").total())
        .isEqualByComparingTo("1");
  }
}
