package dev.parley.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PriceBookTest {
  private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
  private static final Price P1 = Price.perMillion("1", "1");
  private static final Price P2 = Price.perMillion("2", "2");
  private static final Price P3 = Price.perMillion("3", "3");

  private static PriceBook book(String... keys) {
    PriceBook book = PriceBook.empty();
    for (int i = 0; i < keys.length; i++) {
      book = book.with(keys[i], Price.perMillion(i + 1.0, 0));
    }
    return book;
  }

  private static String key(PriceBook book, String model) {
    PriceBook.Entry entry = book.find(null, model, NOW);
    return entry == null ? null : entry.model();
  }

  @Test
  @DisplayName("COST-06: an empty book prices nothing")
  void emptyBook() {
    assertThat(PriceBook.empty().find("openai", "gpt-4o", NOW)).isNull();
    assertThat(PriceBook.empty().cost("openai", "gpt-4o", NOW, Usage.of(1, 1))).isNull();
  }

  @ParameterizedTest
  @DisplayName("COST-07: a model that the book does not know has no cost, whatever its name")
  @ValueSource(strings = {"unheard-of", "", " ", "gpt", "gpt-4o-", "-", ":", "arn:", "ft:", "/"})
  void unknownModel(String model) {
    assertThat(book("gpt-4o").find(null, model, NOW)).isNull();
    assertThat(book("gpt-4o").find(null, null, NOW)).isNull();
  }

  @Test
  @DisplayName("COST-07: a name of 256 KB is unknown and quick to say so")
  void endlessName() {
    assertThat(book("gpt-4o").find(null, "gpt-4o" + "-0125".repeat(50_000), NOW)).isNull();
  }

  @ParameterizedTest
  @DisplayName("COST-11: qualified and fine-tuned keys are priced exactly")
  @ValueSource(strings = {"azure/gpt-4o", "ollama/llama3.1", "ft:gpt-3.5-turbo:org:model:id"})
  void qualifiedKeys(String model) {
    PriceBook book =
        book("gpt-4o", "llama3.1", "gpt-3.5-turbo")
            .with("azure/gpt-4o", P1)
            .with("ollama/llama3.1", P1)
            .with("ft:gpt-3.5-turbo:org:model:id", P1);

    assertThat(key(book, model)).isEqualTo(model);
  }

  @ParameterizedTest
  @DisplayName("COST-13 D3: versions, regions, paths and ARNs resolve to the model's key")
  @CsvSource({
    "gpt-4o-2024-08-06, gpt-4o",
    "GPT-4o, gpt-4o",
    "gpt-4o-mini, gpt-4o-mini",
    "gpt-4o-mini-2024-07-18, gpt-4o-mini",
    "openai/gpt-4o, gpt-4o",
    "openrouter/openai/gpt-4o-2024-08-06, gpt-4o",
    "azure/gpt-4o-2024-08-06, gpt-4o",
    "openai:gpt-4o, gpt-4o",
    "gpt-35-turbo, gpt-3.5-turbo",
    "gpt-3.5-turbo-0125, gpt-3.5-turbo",
    "gpt-4-0613, gpt-4",
    "gemini-1.5-pro-002, gemini-1.5-pro",
    "models/gemini-1.5-pro, gemini-1.5-pro",
    "projects/p/locations/l/publishers/google/models/gemini-1.5-pro, gemini-1.5-pro",
    "claude-3-5-haiku-latest, claude-3-5-haiku",
    "claude-3-5-haiku@20241022, claude-3-5-haiku",
    "anthropic.claude-3-5-haiku-20241022-v1:0, claude-3-5-haiku",
    "us.anthropic.claude-3-5-haiku-20241022-v1:0, claude-3-5-haiku",
    "global.anthropic.claude-3-5-haiku-20241022-v1:0, claude-3-5-haiku",
    "bedrock/us.anthropic.claude-3-5-haiku-20241022-v1:0, claude-3-5-haiku",
    "arn:aws:bedrock:us-east-1:1:inference-profile/us.anthropic.claude-3-5-haiku-20241022-v1:0,"
        + " claude-3-5-haiku",
    "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-5-haiku-20241022-v1:0,"
        + " claude-3-5-haiku",
    "ft:gpt-4o-2024-08-06:org::id, ft:gpt-4o",
    "ft:gpt-4o:org:name:id, ft:gpt-4o"
  })
  void resolves(String model, String key) {
    PriceBook book =
        book(
            "gpt-4o",
            "gpt-4o-mini",
            "gpt-4",
            "gpt-3.5-turbo",
            "gemini-1.5-pro",
            "claude-3-5-haiku",
            "ft:gpt-4o");

    assertThat(key(book, model)).isEqualTo(key);
  }

  @ParameterizedTest
  @DisplayName("COST-13: a longer name is another model, not a version of the shorter one")
  @ValueSource(
      strings = {
        "gpt-4o-mini",
        "gpt-4o-mini-2024-07-18",
        "gpt-4o-audio-preview",
        "gpt-4o-realtime-preview-2024-12-17",
        "gpt-4.1",
        "gpt-4-32k-0613",
        "gpt-4-1106-preview",
        "claude-3-5-sonnet-20241022",
        "claude-3-7",
        "ft:gpt-4o:org::id",
        "ollama/gpt-4o",
        "gpt-4o:free",
        "arn:aws:bedrock:us-east-1:1:provisioned-model/gpt-4ox"
      })
  void otherModels(String model) {
    assertThat(key(book("gpt-4o", "gpt-4", "claude-3"), model)).isNull();
  }

  @Test
  @DisplayName("COST-13: an exact key beats a prefix, a longer prefix a shorter one")
  void precedence() {
    PriceBook book = book("gpt-4o", "gpt-4o-2024-05-13", "azure/gpt-4o", "m", "m-0125");

    assertThat(key(book, "gpt-4o-2024-05-13")).isEqualTo("gpt-4o-2024-05-13");
    assertThat(key(book, "gpt-4o-2024-08-06")).isEqualTo("gpt-4o");
    assertThat(key(book, "azure/gpt-4o-2024-08-06")).isEqualTo("azure/gpt-4o");
    assertThat(key(book, "m-0125-20250101")).isEqualTo("m-0125");
  }

  @Test
  @DisplayName("COST-19: the price at the time of the call is used")
  void dated() {
    Instant change = Instant.parse("2026-03-01T00:00:00Z");
    PriceBook book = PriceBook.empty().with("m", P1).with("m", P2, change);

    assertThat(book.find(null, "m", change.minusNanos(1)).price()).isEqualTo(P1);
    assertThat(book.find(null, "m", change).price()).isEqualTo(P2);
    assertThat(book.find(null, "m-20250101", NOW).price()).isEqualTo(P2);
  }

  @Test
  @DisplayName(
      "COST-19: before a key's first price a shorter key is asked, then the cost is unknown")
  void beforeTheFirstPrice() {
    Instant change = Instant.parse("2026-03-01T00:00:00Z");
    PriceBook book = PriceBook.empty().with("m-0125", P2, change);

    assertThat(book.find(null, "m-0125", change.minusSeconds(1))).isNull();
    assertThat(book.with("m", P1).find(null, "m-0125", change.minusSeconds(1)).price())
        .isEqualTo(P1);
  }

  @Test
  @DisplayName("A provider's own price beats the one for all; the only reseller's serves others")
  void providers() {
    PriceBook book =
        PriceBook.of(
            "v1",
            List.of(
                new PriceBook.Entry(null, "m", Instant.MIN, P1),
                new PriceBook.Entry("Azure", "m", Instant.MIN, P2),
                new PriceBook.Entry("openai", "only", Instant.MIN, P3)));

    assertThat(book.find("azure.ai.openai", "m", NOW).price()).isEqualTo(P2);
    assertThat(book.find("openai", "m", NOW).price()).isEqualTo(P1);
    assertThat(book.find(null, "m", NOW).price()).isEqualTo(P1);
    assertThat(book.find("azure", "only", NOW).price()).isEqualTo(P3);
    assertThat(book.find("ollama", "only", NOW)).isNull();
    PriceBook two = book.with(new PriceBook.Entry("groq", "only", Instant.MIN, P1));
    assertThat(two.find("azure", "only", NOW)).as("two to choose from").isNull();
    assertThat(two.find("groq", "only", NOW).price()).isEqualTo(P1);
  }

  @Test
  @DisplayName("COST-21: embeddings cost their input")
  void embeddings() {
    PriceBook book =
        PriceBook.empty().with("text-embedding-3-small", Price.perMillion("0.02", "0"));

    Cost cost =
        book.cost("openai", "text-embedding-3-small", NOW, Usage.builder().input(1000L).build());

    assertThat(cost.total()).isEqualByComparingTo("0.00002");
  }

  @Test
  @DisplayName("COST-19: a book is named by its content, or as it was told")
  void version() {
    PriceBook one = PriceBook.empty().with("a", P1).with("b", P2);
    PriceBook same = PriceBook.empty().with("b", P2).with("a", P1);

    assertThat(one.version()).isEqualTo(same.version()).isNotEmpty();
    assertThat(one.with("a", P3).version()).isNotEqualTo(one.version());
    assertThat(one.withVersion("2026-06").version()).isEqualTo("2026-06");
  }

  @Test
  @DisplayName("Later entries win, within a book and over another")
  void laterWins() {
    PriceBook builtIn = PriceBook.empty().with("m", P1).with("m", P2);
    assertThat(builtIn.find(null, "m", NOW).price()).isEqualTo(P2);

    PriceBook own = PriceBook.empty().with("M", P3);
    assertThat(builtIn.overriddenBy(own).find(null, "m", NOW).price()).isEqualTo(P3);
  }

  @Test
  @DisplayName("A key must be a name")
  void blankKey() {
    assertThatThrownBy(() -> PriceBook.empty().with(" ", P1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
