package dev.parley.server.query;

import static dev.parley.server.query.TestSpan.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.pricing.Price;
import dev.parley.pricing.PriceBook;
import dev.parley.pricing.Usage;
import dev.parley.server.query.ConversationSearch.Sort;
import dev.parley.server.store.Scope;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The engine's prices, sums and orders of conversations against those that are made here. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ConversationListTest {
  private static final long T = 1_780_000_000_000L;
  private static final PriceBook PRICES =
      PriceBook.empty()
          .with("even", Price.perMillion("2.50", "10.00"))
          .with("odd", Price.perMillion("0.333333", "1.7"));
  private static final Comparator<BigDecimal> AMOUNTS = Comparator.naturalOrder();

  private final Random random = new Random(5);
  private TestStore store;

  @BeforeAll
  void save(@TempDir Path folder) {
    store = new TestStore(folder);
    List<TestSpan> spans = new ArrayList<>();
    for (int i = 1; i <= 600; i++) {
      TestSpan call =
          call(i, i, T + random.nextInt(90_000))
              .conversation("c" + random.nextInt(80))
              .user("u" + random.nextInt(5))
              .millis(1 + random.nextInt(5_000));
      String model = List.of("even", "odd", "nobody knows", "odd").get(random.nextInt(4));
      call.model(model, model);
      switch (random.nextInt(6)) {
        case 0 -> call.billed("0.000" + random.nextInt(1, 99));
        case 1 -> call.estimated("0.01" + random.nextInt(1, 99));
        case 2 -> call.fails("timeout", "too late").usage(Usage.unknown());
        default -> call.tokens(random.nextInt(1_000_000), random.nextInt(5_000));
      }
      spans.add(call);
    }
    store.save(spans.toArray(TestSpan[]::new));
  }

  @AfterAll
  void close() {
    store.close();
  }

  private Queries queries() {
    return store.queries(PRICES);
  }

  private static Scope scope() {
    return new Scope((T + 10_000) * 1_000_000, (T + 80_000) * 1_000_000, null);
  }

  private ConversationPage list(Sort sort, boolean descending, int limit, int offset) {
    return queries()
        .conversations(
            scope(),
            new ConversationSearch(
                null, null, null, false, false, sort, descending, limit, offset));
  }

  private static @Nullable BigDecimal cost(ConversationRow row) {
    return row.cost() == null ? null : row.cost().amount();
  }

  @ParameterizedTest
  @EnumSource(Sort.class)
  @DisplayName("conversations are listed in the order of what their rows say, page by page")
  void order(Sort sort) {
    for (boolean descending : new boolean[] {true, false}) {
      List<ConversationRow> all = list(sort, descending, 200, 0).conversations();
      Comparator<ConversationRow> order =
          switch (sort) {
            case LAST_ACTIVITY -> Comparator.comparing(ConversationRow::lastActivity);
            case TOKENS -> Comparator.comparing(row -> row.tokens().total());
            case DURATION -> Comparator.comparing(ConversationRow::durationMs);
            case TURNS -> Comparator.comparing(ConversationRow::turns);
            case ERRORS -> Comparator.comparing(ConversationRow::errors);
            case COST ->
                Comparator.comparing(
                    ConversationListTest::cost,
                    Comparator.nullsLast(descending ? AMOUNTS.reversed() : AMOUNTS));
          };
      order = descending && sort != Sort.COST ? order.reversed() : order;
      assertThat(all).hasSizeGreaterThan(70);
      assertThat(all)
          .isSortedAccordingTo(
              order.thenComparing(Comparator.comparing(ConversationRow::lastActivity).reversed()));
      ConversationPage page = list(sort, descending, 20, 30);
      assertThat(page.conversations()).isEqualTo(all.subList(30, 50));
      assertThat(page.total()).isEqualTo(all.size());
      assertThat(list(sort, descending, 20, 500).total()).isEqualTo(all.size());
    }
  }

  @Test
  @DisplayName("what conversations cost on the Overview is what the rows of the list cost")
  void costs() {
    List<ConversationRow> rows = list(Sort.COST, true, 200, 0).conversations();
    List<BigDecimal> known =
        rows.stream().map(ConversationListTest::cost).filter(Objects::nonNull).sorted().toList();
    Overview.ConversationCost told = queries().overview(scope()).conversationCost();
    assertThat(told.pricedConversations()).isEqualTo(known.size()).isLessThan(rows.size() + 1);
    assertThat(told.unpricedCalls())
        .isEqualTo(rows.stream().mapToLong(ConversationRow::unpricedCalls).sum())
        .isPositive();
    BigDecimal sum = known.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    assertThat(told.average()).isEqualTo(Money.usd(Money.divide(sum, known.size())));
    BigDecimal rank = new BigDecimal("0.95").multiply(BigDecimal.valueOf(known.size() - 1L));
    BigDecimal low = known.get(rank.intValue());
    BigDecimal high = known.get(rank.intValue() + 1);
    assertThat(told.p95())
        .isEqualTo(Money.usd(low.add(high.subtract(low).multiply(rank.remainder(BigDecimal.ONE)))));
  }

  @Test
  @DisplayName("the list of conversations with unpriced calls is all of those that have some")
  void unpriced() {
    List<String> expected =
        list(Sort.LAST_ACTIVITY, true, 200, 0).conversations().stream()
            .filter(row -> row.unpricedCalls() > 0)
            .map(ConversationRow::id)
            .toList();
    ConversationPage unpriced =
        queries()
            .conversations(
                scope(),
                new ConversationSearch(
                    null, null, null, false, true, Sort.LAST_ACTIVITY, true, 200, 0));
    assertThat(unpriced.conversations()).extracting(ConversationRow::id).isEqualTo(expected);
    assertThat(unpriced.total()).isEqualTo(expected.size()).isPositive();
  }
}
