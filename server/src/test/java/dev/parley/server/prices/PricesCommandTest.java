package dev.parley.server.prices;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.pricing.Price;
import dev.parley.pricing.PriceBook;
import dev.parley.pricing.TokenBucket;
import dev.parley.pricing.Usage;
import dev.parley.server.config.PriceFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PricesCommandTest {
  private static final Instant NOW = Instant.parse("2026-11-21T00:00:00Z");

  private static final String LITELLM =
      """
      {
        "sample_spec": {"litellm_provider": "one of …", "input_cost_per_token": 0.0},
        "gpt-x": {
          "litellm_provider": "openai", "mode": "chat",
          "input_cost_per_token": 2.5e-06, "output_cost_per_token": 1e-05,
          "cache_read_input_token_cost": 1.25e-06,
          "input_cost_per_token_batches": 1.25e-06, "output_cost_per_token_batches": 5e-06,
          "input_cost_per_token_priority": 4.25e-06, "output_cost_per_token_priority": 1.7e-05,
          "cache_read_input_token_cost_priority": 2.13e-06,
          "input_cost_per_token_flex": 1.25e-06, "output_cost_per_token_flex": 6e-06,
          "search_context_cost_per_query": {"search_context_size_low": 0.03},
          "max_input_tokens": 128000
        },
        "claude-x": {
          "litellm_provider": "anthropic", "mode": "chat", "source": "https://example.com/prices",
          "input_cost_per_token": 3e-06, "output_cost_per_token": 1.5e-05,
          "cache_read_input_token_cost": 3e-07, "cache_creation_input_token_cost": 3.75e-06,
          "cache_creation_input_token_cost_above_1hr": 6e-06,
          "input_cost_per_token_above_200k_tokens": 6e-06,
          "output_cost_per_token_above_200k_tokens": 2.25e-05,
          "cache_read_input_token_cost_above_200k_tokens": 6e-07,
          "cache_creation_input_token_cost_above_200k_tokens": 7.5e-06,
          "cache_creation_input_token_cost_above_1hr_above_200k_tokens": 1.2e-05
        },
        "bedrock/global.anthropic.claude-x-v1:0": {
          "litellm_provider": "bedrock_converse", "mode": "chat",
          "input_cost_per_token": 3e-06, "output_cost_per_token": 1.5e-05,
          "cache_creation_input_token_cost": 3.75e-06,
          "input_cost_per_token_above_200k_tokens": 6e-06,
          "output_cost_per_token_above_200k_tokens": 2.25e-05,
          "cache_creation_input_token_cost_above_200k_tokens": 7.5e-06
        },
        "gemini/audio-x": {
          "litellm_provider": "gemini", "mode": "chat",
          "input_cost_per_token": 3.0000000000000004e-07, "output_cost_per_token": 2.5e-06,
          "input_cost_per_audio_token": 1e-06, "output_cost_per_audio_token": 2e-05,
          "output_cost_per_reasoning_token": 3.5e-06,
          "input_cost_per_token_above_128k_tokens": 6e-07
        },
        "dashscope/qwen-x": {
          "litellm_provider": "dashscope", "mode": "chat",
          "tiered_pricing": [
            {"range": [0, 256000.0], "input_cost_per_token": 5e-08, "output_cost_per_token": 4e-07},
            {"range": [256000.0, 1000000.0],
             "input_cost_per_token": 2.5e-07, "output_cost_per_token": 2e-06}]
        },
        "vertex_ai/text-embedding-x": {
          "litellm_provider": "vertex_ai-embedding-models", "mode": "embedding",
          "input_cost_per_token": "1e-07"
        },
        "dall-e-x": {
          "litellm_provider": "openai", "mode": "image_generation", "output_cost_per_image": 0.04
        },
        "github_copilot/gpt-x": {
          "litellm_provider": "github_copilot", "mode": "chat",
          "input_cost_per_token": 0.0, "output_cost_per_token": 0.0
        },
        "openrouter/some/model:free": {
          "litellm_provider": "openrouter", "mode": "chat",
          "input_cost_per_token": 0, "output_cost_per_token": 0
        },
        "openai/gpt-x": {
          "litellm_provider": "openai", "mode": "chat",
          "input_cost_per_token": 9e-06, "output_cost_per_token": 1e-05
        },
        "GPT-X": {
          "litellm_provider": "openai", "mode": "chat",
          "input_cost_per_token": 8e-06, "output_cost_per_token": 1e-05
        },
        "half": {"litellm_provider": "openai", "mode": "chat", "input_cost_per_token": 1e-06},
        "huge": {"litellm_provider": "openai", "input_cost_per_token": 1e999999999}
      }
      """;

  private static final String GENAI =
      """
      [
        {"id": "anthropic", "name": "Anthropic", "pricing_urls": ["https://example.com/anthropic"],
         "models": [
           {"id": "claude-y-latest",
            "match": {"or": [{"starts_with": "claude-y"}, {"equals": "claude-why"},
                             {"and": [{"contains": "y"}, {"ends_with": "z"}]}]},
            "prices": [
              {"prices": {
                "input_mtok": {"base": 3, "tiers": [{"start": 200000, "price": 6}]},
                "output_mtok": {"base": 15, "tiers": [{"start": 200000, "price": 22.5}]},
                "cache_read_mtok": 0.3, "cache_write_mtok": 3.75, "cache_write_1h_mtok": 6}},
              {"constraint": {"start_date": "2026-03-13"},
               "prices": {"input_mtok": 3, "output_mtok": 15, "web_searches_kcount": 10}}]}]},
        {"id": "google", "name": "Google",
         "models": [
           {"id": "live-y", "match": {"equals": "live-y"},
            "prices": {"input_mtok": 0.5, "output_mtok": 2, "input_audio_mtok": 3,
                       "output_audio_mtok": 12, "output_reasoning_mtok": 2.5}},
           {"id": "embed-y", "match": {"equals": "embed-y"}, "prices": {"input_mtok": 0.15}}]},
        {"id": "deepseek", "name": "DeepSeek",
         "models": [
           {"id": "night-y", "match": {"equals": "night-y"},
            "prices": [{"prices": {"input_mtok": 1, "output_mtok": 2}},
                       {"constraint": {"start_time": "16:30:00Z", "end_time": "00:30:00Z"},
                        "prices": {"input_mtok": 0.5, "output_mtok": 1}}]},
           {"id": "nothing-y", "match": {"equals": "nothing-y"}, "prices": {}}]}
      ]
      """;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @TempDir private Path folder;

  private int run(String... arguments) {
    return new PricesCommand(
            PriceFile.builtIn(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8))
        .run(List.of(arguments));
  }

  private String said() {
    return err.toString(StandardCharsets.UTF_8);
  }

  /** The book of a server that is given what was written. */
  private PriceBook imported(String list, String... flags) throws IOException {
    Path from = folder.resolve("list.json");
    Files.writeString(from, list);
    String[] arguments = new String[2 + flags.length];
    arguments[0] = "import";
    arguments[1] = from.toString();
    System.arraycopy(flags, 0, arguments, 2, flags.length);
    assertThat(run(arguments)).as(said()).isZero();
    Path prices = folder.resolve("prices.json");
    Files.write(prices, out.toByteArray());
    return PriceFile.withOverrides(PriceFile.builtIn(), prices);
  }

  private static Price price(PriceBook book, String provider, String model, Instant at) {
    PriceBook.Entry entry = book.find(provider, model, at);
    assertThat(entry).as("%s %s", provider, model).isNotNull();
    return entry.price();
  }

  private static String cost(Price price, Usage usage, String serviceTier) {
    return price.cost(usage, serviceTier).total().stripTrailingZeros().toPlainString();
  }

  @Test
  @DisplayName("LiteLLM's list: cache, tiers, batch, audio and reasoning price calls as it says")
  void litellm() throws IOException {
    PriceBook book = imported(LITELLM);
    Usage million = Usage.builder().input(1_000_000L).output(1_000_000L).build();
    Price gpt = price(book, "openai", "gpt-x-2026-01-01", NOW);
    assertThat(cost(gpt, million, "standard")).isEqualTo("12.5");
    assertThat(cost(gpt, million, "batch")).isEqualTo("6.25");
    assertThat(cost(gpt, million, "priority")).isEqualTo("21.25");
    assertThat(cost(gpt, million, "flex")).isEqualTo("12.5");
    assertThat(gpt.rate(TokenBucket.CACHE_READ)).isEqualByComparingTo("1.25");

    Price claude = price(book, "anthropic", "claude-x", NOW);
    assertThat(
            cost(
                claude,
                Usage.builder()
                    .input(100_000L)
                    .cacheRead(40_000L)
                    .cacheWrite5m(10_000L)
                    .cacheWrite1h(10_000L)
                    .output(1_000L)
                    .build(),
                null))
        .isEqualTo("0.2445");
    assertThat(cost(claude, Usage.builder().input(300_000L).cacheRead(100_000L).build(), null))
        .isEqualTo("1.26");
    assertThat(cost(claude, Usage.builder().input(200_001L).cacheWrite1h(1L).build(), null))
        .isEqualTo("1.200012");

    Price bedrock = price(book, "aws.bedrock", "global.anthropic.claude-x-v1:0", NOW);
    assertThat(bedrock.rate(TokenBucket.CACHE_WRITE_1H)).isEqualByComparingTo("6");
    assertThat(bedrock.forInput(200_001L).rate(TokenBucket.CACHE_WRITE_1H))
        .isEqualByComparingTo("12");

    Price audio = price(book, "gcp.gemini", "audio-x", NOW);
    assertThat(audio.rate(TokenBucket.INPUT)).isEqualByComparingTo("0.3");
    assertThat(audio.rate(TokenBucket.AUDIO_INPUT)).isEqualByComparingTo("1");
    assertThat(audio.rate(TokenBucket.AUDIO_OUTPUT)).isEqualByComparingTo("20");
    assertThat(audio.rate(TokenBucket.REASONING)).isEqualByComparingTo("3.5");
    assertThat(audio.forInput(128_001L).rate(TokenBucket.INPUT)).isEqualByComparingTo("0.6");
    assertThat(audio.forInput(128_001L).rate(TokenBucket.OUTPUT)).isEqualByComparingTo("2.5");

    Price qwen = price(book, "dashscope", "qwen-x", NOW);
    assertThat(qwen.inputThresholds()).containsExactly(256_000L);
    assertThat(qwen.forInput(256_001L).rate(TokenBucket.OUTPUT)).isEqualByComparingTo("2");
    assertThat(price(book, "vertexai", "text-embedding-x", NOW).rate(TokenBucket.OUTPUT))
        .isEqualByComparingTo(BigDecimal.ZERO);
    assertThat(price(book, "openrouter", "some/model:free", NOW).rate(TokenBucket.INPUT))
        .isEqualByComparingTo(BigDecimal.ZERO);
  }

  @Test
  @DisplayName("What of LiteLLM's list can't be used is told with its reason, and nothing made up")
  void litellmSkipped() throws IOException {
    PriceBook book = imported(LITELLM);
    assertThat(said())
        .contains(": LiteLLM's list; 7 prices for 7 names of models, in the place of 0 built-in")
        .contains("1  charged by something else than tokens (dall-e-x)")
        .contains("1  0 for input and output, which lists also write where they know none (github")
        .contains("2  the list has another price for the same model before (gpt-x, GPT-X)")
        .contains("2  no price for input or for output (half, huge)")
        .contains("1  search_context_cost_per_query")
        .contains("1  service tier flex, whose rates are no single multiple")
        .contains("1  a rate of service tier priority that is another multiple than its others");
    assertThat(book.find("github_copilot", "gpt-x", NOW)).isNotNull();
    assertThat(book.entries()).noneMatch(entry -> "github_copilot".equals(entry.provider()));
    assertThat(price(book, "openai", "gpt-x", NOW).rate(TokenBucket.INPUT))
        .isEqualByComparingTo("2.5");
  }

  @Test
  @DisplayName("genai-prices: dates, tiers, one-hour cache, audio, reasoning, and names by rule")
  void genai() throws IOException {
    PriceBook book = imported(GENAI);
    Instant before = Instant.parse("2026-03-12T23:59:59Z");
    Usage large = Usage.builder().input(300_000L).cacheRead(100_000L).build();
    for (String name : List.of("claude-y-latest", "claude-y-20260101", "claude-why")) {
      assertThat(cost(price(book, "anthropic", name, before), large, null)).isEqualTo("1.23");
      assertThat(cost(price(book, "anthropic", name, NOW), large, null)).isEqualTo("0.9");
    }
    assertThat(price(book, "anthropic", "claude-y", before).rate(TokenBucket.CACHE_WRITE_1H))
        .isEqualByComparingTo("6");
    Price live = price(book, "google", "live-y", NOW);
    assertThat(live.rate(TokenBucket.AUDIO_INPUT)).isEqualByComparingTo("3");
    assertThat(live.rate(TokenBucket.REASONING)).isEqualByComparingTo("2.5");
    assertThat(price(book, "google", "embed-y", NOW).rate(TokenBucket.OUTPUT)).isZero();
    assertThat(book.find("deepseek", "night-y", NOW)).isNull();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("https://example.com/anthropic");
    assertThat(said())
        .contains(": genai-prices; ")
        .contains("1  the price depends on the hour of the day (deepseek night-y)")
        .contains("1  no price by the token (deepseek nothing-y)")
        .contains("1  web_searches_kcount")
        .contains("1  rules for names by regular expression, ending or several parts");
  }

  @Test
  @DisplayName("--provider and --only-missing take a part; what is replaced is counted")
  void parts() throws IOException {
    String known =
        """
        {"gpt-4o": {"litellm_provider": "openai",
          "input_cost_per_token": 1e-06, "output_cost_per_token": 2e-06},
         "azure/unheard-of": {"litellm_provider": "azure",
          "input_cost_per_token": 1e-06, "output_cost_per_token": 2e-06}}
        """;
    PriceBook missing = imported(known, "--only-missing");
    assertThat(said()).contains("1  the built-in book has a price (gpt-4o)");
    assertThat(price(missing, "openai", "gpt-4o", NOW).rate(TokenBucket.INPUT))
        .isEqualByComparingTo("2.50");
    assertThat(missing.find("azure", "unheard-of", NOW)).isNotNull();

    out.reset();
    PriceBook own = imported(known, "--provider=OpenAI");
    assertThat(said()).contains("1 price for 1 name of models, in the place of 2 built-in prices");
    assertThat(price(own, "openai", "gpt-4o", NOW).rate(TokenBucket.INPUT))
        .isEqualByComparingTo("1");
    assertThat(own.find("azure", "unheard-of", NOW)).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"prices\": []}|65|is in the server's own form already",
        "{\"models\": 3}|65|an unknown form (expected: LiteLLM's"
            + " model_prices_and_context_window.json",
        "[]|65|an unknown form",
        "not json|65|not JSON",
        "{\"dall-e\": {\"litellm_provider\": \"openai\"}}|65|no price that can be used",
      })
  @DisplayName("A file of no use is refused with a reason")
  void refused(String json, int code, String reason) throws IOException {
    Path file = folder.resolve("list.json");
    Files.writeString(file, json);
    assertThat(run("import", file.toString())).isEqualTo(code);
    assertThat(said()).contains(reason);
    assertThat(out.size()).isZero();
  }

  @Test
  @DisplayName("A wrong use is told: 64, and 66 for a file that isn't there")
  void wrongUse() {
    assertThat(run()).isEqualTo(64);
    assertThat(run("export")).isEqualTo(64);
    assertThat(run("import")).isEqualTo(64);
    assertThat(run("import", "a", "b")).isEqualTo(64);
    assertThat(run("import", "--all")).isEqualTo(64);
    assertThat(said()).contains("\"--all\" (expected: FILE, --provider=NAME, --only-missing)");
    assertThat(run("import", folder.resolve("none").toString())).isEqualTo(66);
    assertThat(run("--help")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("Usage: ./parley prices import");
  }
}
