package dev.parley.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.pricing.Price;
import dev.parley.pricing.PriceBook;
import dev.parley.pricing.TokenBucket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceFileTest {
  private static final Instant NOW = Instant.parse("2026-11-21T00:00:00Z");

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void file() {
    file = folder.resolve("own.json");
  }

  /** Single quotes stand for double ones. */
  private Path write(String json) throws IOException {
    return Files.writeString(file, json.replace('\'', '"'));
  }

  private PriceBook overridden(String entries) throws IOException {
    return PriceFile.withOverrides(
        PriceFile.builtIn(), write("{'version':'mine','prices':[" + entries + "]}"));
  }

  private static String input(PriceBook book, String provider, String model) {
    PriceBook.Entry entry = book.find(provider, model, NOW);
    return entry == null ? "unknown" : entry.price().rate(TokenBucket.INPUT).toPlainString();
  }

  @Test
  @DisplayName("A file with everything in it is read exactly")
  void everything() throws IOException {
    PriceFile read =
        PriceFile.read(
            write(
                """
                {"version": "2026-03", "prices": [
                  {"provider": "Azure", "model": "m", "validFrom": "2026-03-01",
                   "input": "1", "output": "2.5", "cacheRead": "0.1", "cacheWrite": "1.2",
                   "cacheWrite5m": "1.25", "cacheWrite1h": "2", "reasoning": "3",
                   "audioInput": "4", "audioOutput": "5",
                   "tiers": [{"aboveInputTokens": 200000, "input": "2", "output": "5",
                     "cacheRead": "0.2", "cacheWrite": "2.4", "cacheWrite5m": "2.5",
                     "cacheWrite1h": "4", "reasoning": "6", "audioInput": "8",
                     "audioOutput": "10"}],
                   "serviceTiers": {"flex": "0.5"}, "source": "the contract"},
                  {"model": "m", "validFrom": "2026-03-01T16:00:00+02:00",
                   "input": "0", "output": "0"},
                  {"model": "always", "input": "0.0000001", "output": "0"}
                ]}\
                """));

    Price tier =
        Price.perMillion("2", "5")
            .withCacheRead("0.2")
            .withCacheWrite("2.4")
            .withCacheWrite5m("2.5")
            .withCacheWrite1h("4")
            .withReasoning("6")
            .withAudioInput("8")
            .withAudioOutput("10");
    Price price =
        Price.perMillion("1", "2.5")
            .withCacheRead("0.1")
            .withCacheWrite("1.2")
            .withCacheWrite5m("1.25")
            .withCacheWrite1h("2")
            .withReasoning("3")
            .withAudioInput("4")
            .withAudioOutput("5")
            .withTier(200_000, tier)
            .withServiceTier("flex", "0.5");
    assertThat(read.version()).isEqualTo("2026-03");
    assertThat(read.entries())
        .containsExactly(
            new PriceBook.Entry(
                "azure.ai.openai", "m", Instant.parse("2026-03-01T00:00:00Z"), price),
            new PriceBook.Entry(
                null, "m", Instant.parse("2026-03-01T14:00:00Z"), Price.perMillion("0", "0")),
            new PriceBook.Entry(null, "always", Instant.MIN, Price.perMillion("0.0000001", "0")));
  }

  @ParameterizedTest
  @DisplayName("COST-18: an entry that can't be used is refused with its place, value and form")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'input':'1','output':'1'} | prices[0].model: missing",
        "{'model':' ','input':'1','output':'1'} | prices[0].model: ' ' (expected: a model",
        "{'model':7,'input':'1','output':'1'} | prices[0].model: 7 (expected: a model",
        "{'model':'m','output':'1'} | prices[0].input: missing (expected: US dollars",
        "{'model':'m','input':'1'} | prices[0].output: missing (expected: US dollars",
        "{'model':'m','input':'-1','output':'1'} | prices[0].input: '-1' (expected: US dollars",
        "{'model':'m','input':2.50,'output':'1'} | prices[0].input: 2.5 (expected: US dollars",
        "{'model':'m','input':'ten','output':'1'} | prices[0].input: 'ten' (expected: US dollars",
        "{'model':'m','input':'1e9','output':'1'} | prices[0].input: '1e9' (expected: US dollars",
        "{'model':'m','input':'1','output':null} | prices[0].output: null (expected: US dollars",
        "{'model':'m','input':'1','output':'1','cacheRead':'-0.1'}"
            + " | prices[0].cacheRead: '-0.1' (expected: US dollars",
        "{'model':'m','input':'1','output':'1','cachRead':'1'}"
            + " | prices[0].cachRead: an unknown key (expected: one of provider, model, ",
        "{'modle':'m','input':'1','output':'1'} | prices[0].modle: an unknown key",
        "{'model':'m','input':'1','output':'1','validFrom':'2026-02-30'}"
            + " | prices[0].validFrom: '2026-02-30' (expected: a date such as",
        "{'model':'m','input':'1','output':'1','validFrom':'2026-02-03 10:00'}"
            + " | prices[0].validFrom: '2026-02-03 10:00' (expected: a date such as",
        "{'model':'m','input':'1','output':'1','validFrom':20260203}"
            + " | prices[0].validFrom: 20260203 (expected: a date such as",
        "{'model':'m','input':'1','output':'1','provider':'langchain'}"
            + " | prices[0].provider: 'langchain' (expected: a provider",
        "{'model':'m','input':'1','output':'1','source':1} | prices[0].source: 1 (expected: where",
        "{'model':'m','input':'1','output':'1'},{'model':'M','input':'2','output':'2'}"
            + " | prices[1]: the same provider, model and validFrom as prices[0], M (expected: one",
        "{'model':'m','input':'1','output':'1','tiers':{}} | prices[0].tiers: {} (expected: an"
            + " array",
        "{'model':'m','input':'1','output':'1','tiers':[{'input':'1','output':'1'}]}"
            + " | prices[0].tiers[0].aboveInputTokens: missing (expected: a whole number above 0",
        "{'model':'m','input':'1','output':'1',"
            + "'tiers':[{'aboveInputTokens':0,'input':'1','output':'1'}]}"
            + " | prices[0].tiers[0].aboveInputTokens: 0 (expected: a whole number above 0",
        "{'model':'m','input':'1','output':'1',"
            + "'tiers':[{'aboveInputTokens':1,'input':'1','output':'1'},"
            + "{'aboveInputTokens':1,'input':'1','output':'1'}]}"
            + " | prices[0].tiers[1].aboveInputTokens: 1 (expected: a whole number above 0",
        "{'model':'m','input':'1','output':'1','cacheRead':'1',"
            + "'tiers':[{'aboveInputTokens':1,'input':'1','output':'1'}]}"
            + " | prices[0].tiers[0].cacheRead: missing (expected: US dollars",
        "{'model':'m','input':'1','output':'1','serviceTiers':{'flex':0.5}}"
            + " | prices[0].serviceTiers.flex: 0.5 (expected: a multiplier in quotes",
        "'gpt-4o' | prices[0]: 'gpt-4o' (expected: an object with",
      })
  void refused(String entries, String error) throws IOException {
    write("{'prices':[" + entries + "]}");

    assertThatThrownBy(() -> PriceFile.read(file))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(file + ": " + error.replace('\'', '"'))
        .hasMessageEndingWith(")")
        .hasMessageNotContaining("\n");
  }

  @ParameterizedTest
  @DisplayName("A file that is no price file is refused with what it should be")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | missing (expected: an object",
        "[] | [] (expected: an object",
        "{} | prices: missing (expected: an array",
        "{'prices':{}} | prices: {} (expected: an array",
        "{'prices':[],'version':1} | version: 1 (expected: a name",
        "{'prices':[],'currency':'EUR'} | currency: an unknown key (expected: one of version,",
        "{'prices':[}  | not JSON at line 1, column ",
        "{'prices':[]} {} | not JSON at line 1, column ",
        "{'prices':[],'prices':[]} | not JSON at line 1, column ",
      })
  void noPriceFile(String json, String error) throws IOException {
    write(json);

    assertThatThrownBy(() -> PriceFile.read(file))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(file + ": " + error)
        .hasMessageEndingWith(")");
  }

  @Test
  @DisplayName("A file that is not there is named")
  void noFile() {
    assertThatThrownBy(() -> PriceFile.read(file))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            file
                + ": can't be read, NoSuchFileException"
                + " (expected: a readable JSON file of prices)");
  }

  @Test
  @DisplayName("COST-11: a user's prices add models of their own and leave the others alone")
  void adds() throws IOException {
    PriceBook book = overridden("{'model':'ollama/llama3.1','input':'0','output':'0'}");

    assertThat(input(book, "ollama", "ollama/llama3.1")).isEqualTo("0");
    assertThat(input(book, "openai", "gpt-4o-2024-11-20")).isEqualTo("2.50");
    assertThat(book.version()).isEqualTo(PriceFile.builtIn().version() + "+mine");
  }

  @Test
  @DisplayName("A user's price replaces every built-in one of the provider and model, dated or not")
  void replaces() throws IOException {
    PriceBook book =
        overridden(
            "{'provider':'OpenAI','model':'GPT-4o','validFrom':'2026-01-01',"
                + "'input':'2','output':'8'}");

    assertThat(input(book, "openai", "gpt-4o-2024-08-06")).isEqualTo("2");
    assertThat(book.find("openai", "gpt-4o", Instant.parse("2025-12-31T00:00:00Z"))).isNull();
    assertThat(input(book, "openai", "gpt-4o-mini")).isEqualTo("0.15");
  }

  @Test
  @DisplayName("A price for one provider leaves that of another, one for any replaces all")
  void providers() throws IOException {
    PriceBook azure = overridden("{'provider':'azure','model':'gpt-4o','input':'2','output':'8'}");
    assertThat(input(azure, "azure", "gpt-4o")).isEqualTo("2");
    assertThat(input(azure, "openai", "gpt-4o")).isEqualTo("2.50");

    PriceBook any = overridden("{'model':'gpt-oss-120b','input':'9','output':'9'}");
    assertThat(input(any, "groq", "openai/gpt-oss-120b")).isEqualTo("9");
    assertThat(input(any, "fireworks", "gpt-oss-120b")).isEqualTo("9");
  }

  @Test
  @DisplayName("A price for a model replaces the built-in one for where it runs")
  void qualified() throws IOException {
    String model = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";
    assertThat(input(PriceFile.builtIn(), "bedrock", model)).isEqualTo("3.30");

    String own = "'model':'claude-sonnet-4-5','input':'2','output':'8'}";
    assertThat(input(overridden("{" + own), "bedrock", model)).isEqualTo("2");
    assertThat(input(overridden("{'provider':'bedrock'," + own), "bedrock", model)).isEqualTo("2");
    assertThat(input(overridden("{'provider':'anthropic'," + own), "bedrock", model))
        .isEqualTo("3.30");
  }

  @Test
  @DisplayName("COST-19: without a version the book is named by the content of the file")
  void unnamed() throws IOException {
    String json = "{'prices':[{'model':'m','input':'%s','output':'1'}]}";
    PriceBook builtIn = PriceFile.builtIn();

    String one = PriceFile.withOverrides(builtIn, write(json.formatted("1"))).version();
    String two = PriceFile.withOverrides(builtIn, write(json.formatted("2"))).version();

    assertThat(one).startsWith(builtIn.version() + "+").isNotEqualTo(two);
    assertThat(PriceFile.withOverrides(builtIn, write(json.formatted("1"))).version())
        .isEqualTo(one);
  }
}
