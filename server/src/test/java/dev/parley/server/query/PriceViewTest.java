package dev.parley.server.query;

import static dev.parley.server.query.TestSpan.call;
import static dev.parley.server.query.TestSpan.spanId;
import static dev.parley.server.query.TestSpan.traceId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.pricing.Price;
import dev.parley.pricing.PriceBook;
import dev.parley.pricing.Usage;
import dev.parley.server.model.Kind;
import dev.parley.server.model.SpanKey;
import dev.parley.server.model.UsageRole;
import dev.parley.server.query.CostSources.Comparison;
import dev.parley.server.store.Scope;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PriceViewTest {
  /** 2025-01-01T00:00:00Z, in milliseconds. */
  private static final long T = 1_735_689_600_000L;

  private static final PriceBook PRICES =
      PriceBook.empty()
          .with("gpt-4o", Price.perMillion("5", "15"))
          .with("gpt-4o", Price.perMillion("2", "10"), Instant.parse("2025-06-01T00:00:00Z"))
          .with("embedder", Price.perMillion("0.02", "0"))
          .with(
              "big",
              Price.perMillion("1", "4")
                  .withCacheRead("0.1")
                  .withTier(200_000, Price.perMillion("2", "8").withCacheRead("0.2")));

  @TempDir Path folder;
  private TestStore store;

  @BeforeEach
  void open() {
    store = new TestStore(folder);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private Queries priced(String prices) {
    return store.queries(PRICES).priced(PriceView.parse(prices));
  }

  private static Scope range() {
    return new Scope(T * 1_000_000, (T + 1000) * 1_000_000, null);
  }

  private static String plain(Money money) {
    return money == null ? null : money.amount().toPlainString();
  }

  private String total(String prices) {
    return plain(priced(prices).overview(range()).cost().total());
  }

  @Test
  @DisplayName(
      "COST-19: the same calls at the price of their time, at today's, and as if on another model")
  void views() {
    store.save(
        call(1, 1, T).conversation("c").workflow("w", "rag").tokens(1_000_000, 100_000),
        call(1, 2, T + 1).conversation("c").billed("7.125").tokens(1_000_000, 0),
        call(1, 3, T + 2).conversation("c").model("nobody", null).tokens(100_000, 0));
    assertThat(total("at_call")).isEqualTo("13.625");
    assertThat(total("today")).isEqualTo("5");
    // 1.0 M, 1.0 M in the tier above 200,000; 0.1 M below it.
    assertThat(total("as:big")).isEqualTo("4.9");

    assertThat(
            plain(priced("as:big").conversations(range(), search()).conversations().get(0).cost()))
        .isEqualTo("4.9");
    assertThat(plain(priced("today").conversation("c", Scope.ALL).totals().cost())).isEqualTo("5");
    assertThat(plain(priced("as:big").trace(traceId(1)).cost())).isEqualTo("4.9");
    SpanKey key = new SpanKey(traceId(1), spanId(3));
    assertThat(plain(priced("as:big").span(key).item().cost())).isEqualTo("0.1");
    assertThat(priced("at_call").span(key).item().cost()).isNull();
  }

  private static ConversationSearch search() {
    return new ConversationSearch(
        null, null, null, false, false, ConversationSearch.Sort.COST, true, 50, 0);
  }

  @Test
  @DisplayName("as if on another model leaves embeddings at their own price, and unknown unknown")
  void onlyModelCalls() {
    store.save(
        TestSpan.of(Kind.EMBEDDING, 1, 1, T)
            .role(UsageRole.OWN)
            .model("embedder", null)
            .usage(Usage.builder().inputUncached(1_000_000L).build()),
        call(1, 2, T + 1).billed("3"));
    Overview overview = priced("as:big").overview(range());
    assertThat(plain(overview.cost().total())).isEqualTo("0.02");
    assertThat(overview.cost().unpricedCalls()).isEqualTo(1);
  }

  @Test
  @DisplayName("a view of a model without a price and a misspelt view are refused")
  void refused() {
    assertThatThrownBy(() -> priced("as:nobody"))
        .isInstanceOf(UnknownModelException.class)
        .hasMessageContaining("nobody");
    assertThatIllegalArgumentException().isThrownBy(() -> PriceView.parse("yesterday"));
    assertThatIllegalArgumentException().isThrownBy(() -> PriceView.parse("as: "));
  }

  @Test
  @DisplayName("vector 16: tier by whole input, 1-hour writes, missing cache price, unknown model")
  void vector16() {
    Usage long300k = Usage.builder().input(300_000L).cacheRead(100_000L).outputText(1_000L).build();
    PriceBook book =
        PriceBook.empty()
            .with(
                "tiered",
                Price.perMillion("3", "15")
                    .withCacheRead("0.30")
                    .withTier(200_000, Price.perMillion("6", "22.5").withCacheRead("0.60")))
            .with(
                "writes",
                Price.perMillion("3", "15").withCacheWrite5m("3.75").withCacheWrite1h("6"))
            .with("plain", Price.perMillion("2", "8"));
    store.save(
        call(1, 1, T).model("tiered", null).usage(long300k),
        call(1, 2, T + 1)
            .model("writes", null)
            .usage(Usage.builder().inputUncached(0L).cacheWrite1h(1_000L).outputText(0L).build()),
        call(1, 3, T + 2)
            .model("plain", null)
            .usage(Usage.builder().input(1_000L).cacheRead(800L).outputText(0L).build()),
        call(1, 4, T + 3).model("unheard-of", null).tokens(10, 10));
    Queries queries = store.queries(book);
    // 200,000 x 6 + 100,000 x 0.60 + 1,000 x 22.5 per million: the whole request in the tier.
    assertThat(cost(queries, 1)).isEqualByComparingTo("1.2825");
    assertThat(cost(queries, 2)).isEqualByComparingTo("0.006");
    assertThat(cost(queries, 3)).isEqualByComparingTo("0.002");
    assertThat(queries.span(new SpanKey(traceId(1), spanId(4))).item().cost()).isNull();
    Overview overview = queries.overview(range());
    assertThat(plain(overview.cost().total())).isEqualTo("1.2905");
    assertThat(overview.unpriced())
        .containsExactly(
            new Overview.Unpriced(
                "unheard-of",
                "openai",
                1,
                20,
                Instant.ofEpochMilli(T + 3),
                Instant.ofEpochMilli(T + 3)));
  }

  private static BigDecimal cost(Queries queries, int span) {
    return queries.span(new SpanKey(traceId(1), spanId(span))).item().cost().amount();
  }

  @Test
  @DisplayName("billed and estimated amounts are held against the book, over the same calls")
  void sources() {
    store.save(
        call(1, 1, T).billed("6").tokens(1_000_000, 0),
        call(1, 2, T + 1).billed("1"),
        call(1, 3, T + 2).estimated("4").tokens(1_000_000, 0),
        call(1, 4, T + 3).model("nobody", null).estimated("0.5").tokens(1, 1));
    CostSources sources = store.queries(PRICES).costSources(range());
    CostSources.Model gpt = sources.models().get(0);
    assertThat(gpt.model()).isEqualTo("gpt-4o");
    assertThat(plain(gpt.book())).isEqualTo("10");
    assertThat(gpt.billed())
        .isEqualTo(new Comparison(2, usd("7"), 1, usd("6"), usd("5"), usd("1"), 0.2));
    assertThat(gpt.estimated())
        .isEqualTo(new Comparison(1, usd("4"), 1, usd("4"), usd("5"), usd("-1"), -0.2));
    CostSources.Model nobody = sources.models().get(1);
    assertThat(nobody.book()).isNull();
    assertThat(nobody.unpricedCalls()).isZero();
    assertThat(nobody.estimated())
        .isEqualTo(new Comparison(1, usd("0.5"), 0, null, null, null, null));
  }

  private static Money usd(String amount) {
    return Money.usd(new BigDecimal(amount));
  }
}
