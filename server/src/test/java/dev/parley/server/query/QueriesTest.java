package dev.parley.server.query;

import static dev.parley.server.query.TestSpan.call;
import static dev.parley.server.query.TestSpan.message;
import static dev.parley.server.query.TestSpan.spanId;
import static dev.parley.server.query.TestSpan.traceId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.parley.pricing.Price;
import dev.parley.pricing.PriceBook;
import dev.parley.pricing.Usage;
import dev.parley.server.model.Kind;
import dev.parley.server.model.Message;
import dev.parley.server.model.SpanKey;
import dev.parley.server.model.Status;
import dev.parley.server.model.UsageRole;
import dev.parley.server.query.ConversationFlow.FlowMessage;
import dev.parley.server.query.ConversationFlow.Turn;
import dev.parley.server.store.ContentHash;
import dev.parley.server.store.Scope;
import dev.parley.server.store.SpanFilter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class QueriesTest {
  /** 2025-01-01T00:00:00Z, in milliseconds. */
  private static final long T = 1_735_689_600_000L;

  private static final PriceBook PRICES =
      PriceBook.empty()
          .with("gpt-4o", Price.perMillion("2.50", "10.00"))
          .with("free", Price.perMillion("0", "0"));

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

  private Queries queries() {
    return store.queries(PRICES);
  }

  private static Scope range(long fromMillis, long toMillis) {
    return range(fromMillis, toMillis, null);
  }

  private static Scope range(long fromMillis, long toMillis, String environment) {
    return new Scope((T + fromMillis) * 1_000_000, (T + toMillis) * 1_000_000, environment);
  }

  private static String amount(Money money) {
    return money == null ? null : money.amount().toPlainString();
  }

  @Test
  @DisplayName("UI-25: exact percentiles of 100 calls that took 1 to 100 s")
  void percentiles() {
    TestSpan[] calls = new TestSpan[100];
    for (int i = 0; i < 100; i++) {
      calls[i] = call(i, i + 1, T + i).millis((i + 1) * 1000L);
    }
    store.save(calls);
    Overview overview = queries().overview(range(0, 1000));
    assertThat(overview.latency().calls()).isEqualTo(100);
    assertThat(overview.latency().p50Ms()).isEqualTo(50_500.0);
    assertThat(overview.latency().p90Ms()).isEqualTo(90_100.0);
    assertThat(overview.latency().p95Ms()).isEqualTo(95_050.0);
    assertThat(overview.latency().p99Ms()).isEqualTo(99_010.0);
    assertThat(overview.models().get(0).p95Ms()).isEqualTo(95_050.0);
  }

  @Test
  @DisplayName("a range includes its start and not its end; environments split, unnamed apart")
  void rangeAndEnvironment() {
    store.save(
        call(1, 1, T),
        call(2, 2, T + 999).environment("staging"),
        call(3, 3, T + 1000),
        call(4, 4, T + 500).environment(null),
        TestSpan.of(Kind.HTTP, 4, 5, T + 500).environment(null));
    assertThat(queries().overview(range(0, 1000)).spans().calls()).isEqualTo(3);
    assertThat(queries().overview(range(0, 1000, "production")).spans().calls()).isEqualTo(1);
    Overview.SpanFigures unnamed = queries().overview(range(0, 1000, "")).spans();
    assertThat(unnamed).isEqualTo(new Overview.SpanFigures(1, 1, 2, 1));
    assertThat(queries().environments(range(0, 1000)).environments())
        .containsExactly(
            new EnvironmentList.Environment(null, 2),
            new EnvironmentList.Environment("production", 1),
            new EnvironmentList.Environment("staging", 1));
  }

  @Test
  @DisplayName(
      "billed beats the book, the book beats the estimate; UI-30: unknown is listed, never 0")
  void moneyBySource() {
    store.save(
        call(1, 1, T).tokens(1000, 500), // book: 0.0025 + 0.005
        call(2, 2, T).tokens(1000, 500).billed("0.02"),
        call(3, 3, T).tokens(1000, 500).estimated("9"), // the book has a price
        call(4, 4, T).model("other", null).tokens(10, 10).estimated("0.5"),
        call(5, 5, T).model("other", null).tokens(300, 200),
        call(6, 6, T).model("other", null), // no usage reported
        call(7, 7, T).fails("timeout", "gone"), // failed without usage: nothing to price
        call(8, 8, T).model("free", null).tokens(5, 5));
    Overview overview = queries().overview(range(0, 1));
    Overview.CostFigures cost = overview.cost();
    assertThat(amount(cost.total())).isEqualTo("0.535");
    assertThat(amount(cost.billed())).isEqualTo("0.02");
    assertThat(amount(cost.book())).isEqualTo("0.015");
    assertThat(amount(cost.estimated())).isEqualTo("0.5");
    assertThat(amount(cost.input())).isEqualTo("0.005");
    assertThat(amount(cost.output())).isEqualTo("0.01");
    assertThat(cost.pricedCalls()).isEqualTo(5);
    assertThat(cost.unpricedCalls()).isEqualTo(2);
    assertThat(overview.unpriced())
        .containsExactly(
            new Overview.Unpriced(
                "other", "openai", 2, 500, Instant.ofEpochMilli(T), Instant.ofEpochMilli(T)));
    assertThat(overview.tokens().callsWithoutUsage()).isEqualTo(2);
    assertThat(overview.success()).isEqualTo(new Overview.Success(8, 1, 7 / 8.0, 1 / 8.0));
    assertThat(overview.errors()).containsExactly(new Overview.ErrorFigures("timeout", 1));
    Overview.ModelFigures first = overview.models().get(0);
    assertThat(first.model()).isEqualTo("gpt-4o");
    assertThat(first.share()).isEqualTo(0.5);
    assertThat(amount(first.cost())).isEqualTo("0.035");
    assertThat(amount(first.costPerCall())).isEqualTo("0.011666666667");
    assertThat(amount(first.costPer1kTokens())).isEqualTo("0.007777777778");
    assertThat(first.tokensPerCall()).isEqualTo(1500.0);
    assertThat(overview.models().get(1).model()).isEqualTo("other");
    assertThat(amount(overview.models().get(2).cost())).isEqualTo("0");
    assertThat(overview.modelCount()).isEqualTo(3);
    assertThat(overview.providerCount()).isEqualTo(1);
  }

  @Test
  @DisplayName("a call costs what its model cost then; the answering model's price comes first")
  void datedPrices() {
    PriceBook dated =
        PriceBook.empty()
            .with("m", Price.perMillion("1", "1"))
            .with("m", Price.perMillion("2", "2"), Instant.ofEpochMilli(T + 500))
            .with("asked", Price.perMillion("100", "100"));
    store.save(
        call(1, 1, T).model("m", null).tokens(1_000_000, 0),
        call(2, 2, T + 499).model("m", null).tokens(1_000_000, 0),
        call(3, 3, T + 500).model("m", null).tokens(1_000_000, 0),
        call(4, 4, T).model("asked", "m").tokens(1_000_000, 0),
        call(5, 5, T).model("asked", "unheard").tokens(1_000_000, 0));
    Overview overview = store.queries(dated).overview(range(0, 1000));
    assertThat(amount(overview.cost().total())).isEqualTo("105");
  }

  @Test
  @DisplayName("calls of a long-context tier are told apart before they are summed")
  void tiers() {
    PriceBook tiered =
        PriceBook.empty()
            .with("long", Price.perMillion("1", "1").withTier(200_000, Price.perMillion("2", "2")));
    store.save(
        call(1, 1, T).model("long", null).tokens(150_000, 0),
        call(2, 2, T).model("long", null).tokens(150_000, 0),
        call(3, 3, T).model("long", null).tokens(300_000, 0));
    assertThat(amount(store.queries(tiered).overview(range(0, 1)).cost().total())).isEqualTo("0.9");
  }

  @Test
  @DisplayName("wrappers and aggregates are spans but no calls")
  void roles() {
    store.save(
        TestSpan.of(Kind.AGENT, 1, 1, T).role(UsageRole.AGGREGATE).usage(Usage.of(1000, 500)),
        call(1, 2, T).under(1).role(UsageRole.DUPLICATE).tokens(1000, 500),
        call(1, 3, T).under(2).tokens(1000, 500));
    Overview overview = queries().overview(range(0, 1));
    assertThat(overview.spans()).isEqualTo(new Overview.SpanFigures(2, 3, 3, 1));
    assertThat(overview.tokens().total()).isEqualTo(1500);
    assertThat(amount(overview.cost().total())).isEqualTo("0.0075");
    assertThat(overview.success().calls()).isEqualTo(1);
  }

  @Test
  @DisplayName("A conversation's figures are sums over its traces; rows count what is in the range")
  void conversationRows() {
    Message u1 = message("user", "one");
    Message a1 = message("assistant", "first");
    Message u2 = message("user", "two");
    Message a2 = message("assistant", "second");
    store.save(
        call(1, 1, T).conversation("c").turn(1).user("ann").tokens(1000, 500).says(List.of(u1), a1),
        call(2, 2, T + 5000)
            .conversation("c")
            .turn(2)
            .user("ann")
            .tokens(1000, 500)
            .says(List.of(u1, a1, u2), a2),
        TestSpan.of(Kind.TOOL_CALL, 2, 3, T + 5200)
            .conversation("c")
            .turn(2)
            .millis(2000)
            .fails("boom", null)
            .tool("search", "t1", "{}", null),
        call(3, 4, T + 5000).conversation("d").tokens(10, 10).fails("x", null));
    ConversationSearch search =
        new ConversationSearch(
            null, null, null, false, false, ConversationSearch.Sort.COST, true, 50, 0);
    ConversationPage all = queries().conversations(range(0, 10_000), search);
    assertThat(all.total()).isEqualTo(2);
    ConversationRow c = all.conversations().get(0);
    assertThat(c.id()).isEqualTo("c");
    assertThat(c.title()).isEqualTo("one");
    assertThat(c.turns()).isEqualTo(2);
    assertThat(c.calls()).isEqualTo(2);
    assertThat(c.toolCalls()).isEqualTo(1);
    assertThat(c.errors()).isEqualTo(1);
    assertThat(c.messages()).isEqualTo(4);
    assertThat(c.messagesApproximate()).isFalse();
    assertThat(c.tokens()).isEqualTo(new Tokens(3000, 2000, 1000));
    assertThat(amount(c.cost())).isEqualTo("0.015");
    assertThat(c.costSource()).isEqualTo(CostSource.BOOK);
    assertThat(c.durationMs()).isEqualTo(1000 + 2200.0);
    ConversationRow d = all.conversations().get(1);
    assertThat(d.messages()).isEqualTo(2);
    assertThat(d.messagesApproximate()).isTrue();

    ConversationRow cut = queries().conversations(range(0, 5000), search).conversations().get(0);
    assertThat(cut.turns()).isEqualTo(1);
    assertThat(cut.messages()).isEqualTo(2);
    assertThat(cut.durationMs()).isEqualTo(1000);
    assertThat(amount(cut.cost())).isEqualTo("0.0075");

    Overview overview = queries().overview(range(0, 10_000));
    assertThat(overview.conversations()).isEqualTo(new Overview.Conversations(2, 6, true, 3.0));
    // c costs 0.015, d 0.000125
    assertThat(amount(overview.conversationCost().average())).isEqualTo("0.0075625");
    assertThat(amount(overview.conversationCost().p95())).isEqualTo("0.01425625");
    assertThat(
            queries()
                .conversations(
                    range(0, 10_000),
                    new ConversationSearch(
                        "ONE",
                        null,
                        null,
                        false,
                        false,
                        ConversationSearch.Sort.TURNS,
                        false,
                        50,
                        0))
                .conversations())
        .extracting(ConversationRow::id)
        .containsExactly("c");
  }

  @Test
  @DisplayName("turns: the caller's number across traces, else one per trace and automatic number")
  void turns() {
    store.save(
        call(1, 1, T).conversation("e").turn(7),
        call(2, 2, T + 10).conversation("e").turn(7),
        call(3, 3, T + 20).conversation("e").automaticTurn(1),
        call(3, 4, T + 30).conversation("e").automaticTurn(2),
        call(3, 5, T + 35).conversation("e"),
        call(4, 6, T + 40).conversation("e").automaticTurn(1),
        call(5, 7, T + 50).conversation("e"),
        TestSpan.of(Kind.HTTP, 6, 8, T + 60).conversation("e"));
    ConversationFlow flow = queries().conversation("e", range(0, 25));
    assertThat(flow.turns()).extracting(Turn::number).containsExactly(7, 2, 3, 4, 5);
    assertThat(flow.turns())
        .extracting(Turn::automatic)
        .containsExactly(false, true, true, true, true);
    assertThat(flow.turns())
        .extracting(Turn::inRange)
        .containsExactly(true, true, false, false, false);
    assertThat(flow.turns()).extracting(Turn::calls).containsExactly(2L, 1L, 2L, 1L, 1L);
    assertThat(flow.turnsInRange()).isEqualTo(2);
    ConversationRow row =
        queries()
            .conversations(
                range(0, 1000),
                new ConversationSearch(
                    null, null, null, false, false, ConversationSearch.Sort.TURNS, true, 50, 0))
            .conversations()
            .get(0);
    assertThat(row.turns()).isEqualTo(5);
    assertThat(row.durationMs()).isEqualTo(flow.totals().durationMs());
  }

  @Test
  @DisplayName(
      "CTX-05, Q-01: the flow follows a conversation across traces and folds what was shown")
  void flow() {
    Message u1 = message("user", "yes");
    Message a1 = message("assistant", "sure?");
    Message a2 = message("assistant", "done");
    store.save(
        TestSpan.of(Kind.HTTP, 1, 1, T).server().millis(3000),
        call(1, 2, T + 100)
            .under(1)
            .conversation("f")
            .turn(1)
            .system("be kind")
            .says(List.of(u1), a1)
            .system("be kind")
            .tokens(10, 5),
        TestSpan.of(Kind.AGENT, 2, 3, T + 5000)
            .conversation("f")
            .turn(2)
            .agent("desk")
            .millis(2000)
            .fails("boom", "no table"),
        call(2, 4, T + 5001)
            .under(3)
            .conversation("f")
            .turn(2)
            .system("be kind")
            .says(List.of(u1, a1, u1), a2)
            .system("be kind")
            .tokens(10, 5),
        TestSpan.of(Kind.TOOL_CALL, 2, 5, T + 6100)
            .under(3)
            .conversation("f")
            .turn(2)
            .millis(100)
            .tool("sql", "x", "{\"q\":1}", "plain")
            .fails("boom", "no table"),
        TestSpan.of(Kind.DB, 2, 6, T + 6110).under(5).millis(50).fails("boom", "no table"));
    ConversationFlow flow = queries().conversation("f", Scope.ALL);
    assertThat(flow.turnsTotal()).isEqualTo(2);
    Turn first = flow.turns().get(0);
    assertThat(first.request().spanId()).isEqualTo(spanId(1));
    assertThat(first.durationMs()).isEqualTo(1000);
    assertThat(first.messages())
        .extracting(FlowMessage::role)
        .containsExactly("system", "user", "assistant");
    assertThat(first.status()).isEqualTo(Status.OK);
    Turn second = flow.turns().get(1);
    assertThat(second.messages())
        .extracting(FlowMessage::hash)
        .containsExactly(ContentHash.toHex(u1.hash()), ContentHash.toHex(a2.hash()));
    assertThat(second.repeated()).isEqualTo(3);
    assertThat(second.status()).isEqualTo(Status.ERROR);
    assertThat(second.failures())
        .containsExactly(
            new ConversationFlow.TurnFailure("boom", "no table", traceId(2), spanId(6)));
    assertThat(second.steps())
        .extracting(ConversationFlow.StepView::spanId)
        .containsExactly(spanId(3), spanId(4), spanId(5));
    assertThat(second.steps())
        .extracting(ConversationFlow.StepView::depth)
        .containsExactly(0, 1, 1);
    ToolView tool = second.steps().get(2).tool();
    assertThat(tool.arguments().path("q").asInt()).isEqualTo(1);
    assertThat(tool.result().textValue()).isEqualTo("plain");
    assertThat(flow.totals().messages()).isEqualTo(3);
    assertThat(queries().conversation("unheard of", Scope.ALL)).isNull();
  }

  @Test
  @DisplayName("the list of spans filters by kind, sorts by cost and finds the unpriced")
  void spans() {
    store.save(
        call(1, 1, T).tokens(1000, 0).category("refund"),
        call(2, 2, T + 1).tokens(3000, 0),
        call(3, 3, T + 2).model("other", null).tokens(5, 5),
        TestSpan.of(Kind.TOOL_CALL, 3, 4, T + 3).tool("sql", null, null, null),
        TestSpan.of(Kind.HTTP, 3, 5, T + 4));
    SpanFilter llm =
        new SpanFilter(
            List.of("llm"), null, null, null, null, null, null, null, null, null, null, null);
    SpanPage page =
        queries()
            .spans(
                range(0, 10), new SpanSearch(llm, false, null, SpanSearch.Sort.COST, true, 50, 0));
    assertThat(page.total()).isEqualTo(3);
    assertThat(page.categories()).containsExactly("refund");
    assertThat(page.spans())
        .extracting(SpanItem::spanId)
        .containsExactly(spanId(2), spanId(1), spanId(3));
    assertThat(amount(page.spans().get(0).cost())).isEqualTo("0.0075");
    assertThat(page.spans().get(2).cost()).isNull();
    SpanFilter everything =
        new SpanFilter(
            List.of("llm", "tool"),
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null);
    assertThat(
            queries()
                .spans(
                    range(0, 10),
                    new SpanSearch(everything, false, null, SpanSearch.Sort.COST, true, 2, 2))
                .spans())
        .extracting(SpanItem::spanId)
        .containsExactly(spanId(3), spanId(4));
    assertThat(
            queries()
                .spans(
                    range(0, 10),
                    new SpanSearch(llm, true, null, SpanSearch.Sort.START, true, 50, 0))
                .spans())
        .extracting(SpanItem::spanId)
        .containsExactly(spanId(3));
  }

  @Test
  @DisplayName("a span has the category of the nearest span around it that names one")
  void categories() {
    store.save(
        TestSpan.of(Kind.HTTP, 1, 1, T).server().millis(9000),
        TestSpan.of(Kind.AGENT, 1, 2, T + 1).under(1).category("refund"),
        TestSpan.of(Kind.STEP, 1, 3, T + 2).under(2),
        call(1, 4, T + 3).under(3).tokens(1000, 0),
        TestSpan.of(Kind.STEP, 1, 5, T + 4).under(2).category("delivery"),
        call(1, 6, T + 5).under(5).tokens(2000, 0),
        call(1, 7, T + 6).under(1).tokens(3000, 0),
        // Another trace with the same span ids, and a circle.
        call(2, 3, T + 7).tokens(10, 0),
        call(3, 8, T + 8).under(9),
        call(3, 9, T + 9).under(8));
    List<SpanItem> all = calls(null, SpanSearch.Sort.START);
    assertThat(all)
        .extracting(SpanItem::category)
        .containsExactly(null, null, null, null, "delivery", "refund");
    assertThat(calls("refund", SpanSearch.Sort.START))
        .extracting(SpanItem::spanId)
        .containsExactly(spanId(4));
    assertThat(calls("refund", SpanSearch.Sort.COST))
        .extracting(SpanItem::spanId)
        .containsExactly(spanId(4));
    assertThat(calls("delivery", SpanSearch.Sort.START))
        .extracting(SpanItem::spanId)
        .containsExactly(spanId(6));
    assertThat(calls("other", SpanSearch.Sort.START)).isEmpty();
    assertThat(queries().trace(traceId(1)).spans())
        .extracting(node -> node.item().category())
        .containsExactly(null, "refund", "refund", "refund", "delivery", "delivery", null);
    assertThat(queries().span(new SpanKey(traceId(1), spanId(4))).item().category())
        .isEqualTo("refund");
    assertThat(queries().trace(traceId(3)).spans())
        .extracting(node -> node.item().category())
        .containsOnlyNulls();
  }

  private List<SpanItem> calls(String category, SpanSearch.Sort sort) {
    SpanFilter filter =
        new SpanFilter(
            List.of("llm"), category, null, null, null, null, null, null, null, null, null, null);
    SpanPage page =
        queries().spans(range(0, 10), new SpanSearch(filter, false, null, sort, true, 50, 0));
    assertThat(page.total()).isEqualTo(page.spans().size());
    return page.spans();
  }

  @Test
  @DisplayName("a trace is a tree; a span shows its attributes with content in place")
  void traceAndSpan() {
    store.save(
        TestSpan.of(Kind.HTTP, 1, 1, T).server().millis(5000),
        call(1, 2, T + 10)
            .under(1)
            .tokens(1000, 500)
            .attributes("{\"k\":[1,true,\"x\"]}")
            .says(List.of(message("user", "hi")), message("assistant", "hello")),
        call(1, 3, T + 5).under(99).fails("boom", "m"));
    TraceView trace = queries().trace(traceId(1));
    assertThat(trace.spans())
        .extracting(node -> node.item().spanId())
        .containsExactly(spanId(1), spanId(2), spanId(3));
    assertThat(trace.spans()).extracting(TraceView.Node::depth).containsExactly(0, 1, 0);
    assertThat(trace.spans())
        .extracting(TraceView.Node::orphan)
        .containsExactly(false, false, true);
    assertThat(trace.errors()).isEqualTo(1);
    assertThat(trace.durationMs()).isEqualTo(5000, within(0.001));
    assertThat(amount(trace.cost())).isEqualTo("0.0075");
    assertThat(queries().trace(traceId(2))).isNull();
    SpanDetail span = queries().span(new SpanKey(traceId(1), spanId(2)));
    assertThat(span.attributes()).hasToString("{\"k\":[1,true,\"x\"]}");
    assertThat(span.resource()).hasToString("{\"service.name\":\"shop\"}");
    assertThat(span.input().get(0).parts().get(0).path("content").textValue()).isEqualTo("hi");
    assertThat(amount(span.costBook())).isEqualTo("0.0075");
    assertThat(queries().span(new SpanKey(traceId(1), spanId(9)))).isNull();
  }

  @Test
  @DisplayName(
      "the series has every bucket, counts 0 and unknowns null; the previous range is compared")
  void seriesAndPrevious() {
    store.save(
        call(1, 1, T + 500).conversation("a").tokens(1000, 500),
        call(2, 2, T - 60_000).conversation("b").tokens(2000, 0).millis(4000));
    Overview overview = queries().overview(range(0, 3_600_000));
    assertThat(overview.series().stepMs()).isEqualTo(60_000);
    assertThat(overview.series().points()).hasSize(60);
    Overview.Point first = overview.series().points().get(0);
    assertThat(first.calls()).isEqualTo(1);
    assertThat(first.conversations()).isEqualTo(1);
    assertThat(amount(first.cost())).isEqualTo("0.0075");
    Overview.Point second = overview.series().points().get(1);
    assertThat(second.calls()).isZero();
    assertThat(second.cost()).isNull();
    assertThat(second.p95Ms()).isNull();
    Overview.Previous previous = overview.previous();
    assertThat(previous.conversations()).isEqualTo(1);
    assertThat(amount(previous.totalCost())).isEqualTo("0.005");
    assertThat(previous.p95Ms()).isEqualTo(4000);
    assertThat(queries().overview(range(-60_000, 0)).previous()).isNull();
  }

  @Test
  @DisplayName("a failed span is an error on the wire, whatever its status said")
  void failedStatus() {
    store.save(call(1, 1, T).fails("tool_error", null).status(Status.UNSET));
    assertThat(queries().trace(traceId(1)).spans().get(0).item().status()).isEqualTo(Status.ERROR);
  }

  @Test
  @DisplayName("turns of centuries, from clocks that are off, spoil no list")
  void centuries() {
    long centuries = 230L * 365 * 86_400_000;
    store.save(
        call(1, 1, T).conversation("c").millis(centuries),
        call(2, 2, T + 1).conversation("c").millis(centuries));
    assertThat(
            queries()
                .conversations(
                    range(0, 10),
                    new ConversationSearch(
                        null, null, null, false, false, ConversationSearch.Sort.TURNS, true, 50, 0))
                .conversations())
        .singleElement()
        .satisfies(row -> assertThat(row.turns()).isEqualTo(2));
  }
}
