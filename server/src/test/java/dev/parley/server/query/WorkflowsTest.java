package dev.parley.server.query;

import static dev.parley.server.query.TestSpan.call;
import static dev.parley.server.query.TestSpan.spanId;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.pricing.Price;
import dev.parley.pricing.PriceBook;
import dev.parley.pricing.Usage;
import dev.parley.server.model.Kind;
import dev.parley.server.model.UsageRole;
import dev.parley.server.query.WorkflowTypeList.TypeFigures;
import dev.parley.server.store.Scope;
import dev.parley.server.store.SpanFilter;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the queries say of workflows; every figure was worked out by hand. */
final class WorkflowsTest {
  /** 2025-01-01T00:00:00Z, in milliseconds. */
  private static final long T = 1_735_689_600_000L;

  /** 1000 tokens in and 500 out cost $0.0075. */
  private static final PriceBook PRICES =
      PriceBook.empty().with("gpt-4o", Price.perMillion("2.50", "10.00"));

  @TempDir Path folder;
  private TestStore store;

  @BeforeEach
  void save() {
    store = new TestStore(folder);
    store.save(
        // rag_1: an agent with two calls and a tool whose failure passes through agent and request.
        TestSpan.of(Kind.HTTP, 1, 1, T).server().millis(5000).fails("boom", "no table"),
        TestSpan.of(Kind.AGENT, 1, 2, T)
            .under(1)
            .workflow("rag_1", "rag")
            .conversation("c")
            .user("ann")
            .role(UsageRole.AGGREGATE)
            .usage(Usage.of(2000, 1000))
            .estimated("99")
            .millis(4000)
            .fails("boom", "no table"),
        call(1, 3, T + 1).under(2).workflow("rag_1", "rag").conversation("c").tokens(1000, 500),
        call(1, 4, T + 2).under(2).workflow("rag_1", "rag").conversation("d").tokens(1000, 500),
        TestSpan.of(Kind.TOOL_CALL, 1, 5, T + 3)
            .under(2)
            .workflow("rag_1", "rag")
            .tool("sql", "t1", "{}", null)
            .fails("boom", "no table"),
        TestSpan.of(Kind.DB, 1, 6, T + 4)
            .under(5)
            .workflow("rag_1", "rag")
            .fails("boom", "no table"),
        // rag_2, over two traces: one call billed, one of a model without a price.
        call(2, 7, T + 10).workflow("rag_2", "rag").tokens(10, 10).billed("0.02"),
        call(3, 8, T + 20).workflow("rag_2", "rag").model("house", null).tokens(300, 200),
        // sum_1: staging, no failure; nothing of it is priced.
        call(4, 9, T + 30)
            .workflow("sum_1", "summary")
            .environment("staging")
            .model("house", null)
            .tokens(5, 5),
        // plain: names no type and asks no model, but one of its steps failed.
        TestSpan.of(Kind.STEP, 5, 10, T + 40).workflow("plain", null).fails("bad", null),
        // Part of no workflow.
        call(6, 11, T + 50).tokens(1000, 500));
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static Scope range(String environment) {
    return new Scope(T * 1_000_000, (T + 60_000) * 1_000_000, environment);
  }

  private static WorkflowSearch search(WorkflowSearch.Sort sort, boolean descending) {
    return new WorkflowSearch(null, null, null, null, false, false, null, sort, descending, 50, 0);
  }

  private List<String> ids(WorkflowSearch search) {
    WorkflowPage page = store.queries(PRICES).workflows(range(null), search);
    return page.workflows().stream().map(WorkflowRow::id).toList();
  }

  private static String amount(Money money) {
    return money == null ? null : money.amount().toPlainString();
  }

  @Test
  @DisplayName("a workflow's figures are sums over its spans, each call and each failure once")
  void rows() {
    WorkflowPage page =
        store.queries(PRICES).workflows(range(null), search(WorkflowSearch.Sort.COST, true));
    assertThat(page.total()).isEqualTo(4);
    assertThat(page.workflows())
        .extracting(WorkflowRow::id)
        .containsExactly("rag_2", "rag_1", "plain", "sum_1");
    WorkflowRow first = page.workflows().get(1);
    assertThat(first.types()).containsExactly("rag");
    assertThat(first.environments()).containsExactly("production");
    assertThat(first.firstActivity()).isEqualTo(Instant.ofEpochMilli(T));
    assertThat(first.lastActivity()).isEqualTo(Instant.ofEpochMilli(T + 4000));
    assertThat(first.conversations()).isEqualTo(2);
    assertThat(first.spans()).isEqualTo(5);
    assertThat(first.calls()).isEqualTo(2);
    assertThat(first.toolCalls()).isEqualTo(1);
    assertThat(first.errors()).isEqualTo(1);
    assertThat(first.tokens()).isEqualTo(new Tokens(3000, 2000, 1000));
    assertThat(amount(first.cost())).isEqualTo("0.015");
    assertThat(first.costSource()).isEqualTo(CostSource.BOOK);
    assertThat(first.unpricedCalls()).isZero();
    assertThat(first.models()).containsExactly("gpt-4o");
    WorkflowRow second = page.workflows().get(0);
    assertThat(second.spans()).isEqualTo(2);
    assertThat(amount(second.cost())).isEqualTo("0.02");
    assertThat(second.costSource()).isEqualTo(CostSource.BILLED);
    assertThat(second.unpricedCalls()).isEqualTo(1);
    assertThat(second.models()).containsExactly("gpt-4o", "house");
    WorkflowRow untyped = page.workflows().get(2);
    assertThat(untyped.types()).isEmpty();
    assertThat(untyped.cost()).isNull();
    assertThat(untyped.calls()).isZero();
    assertThat(page.workflows().get(3).cost()).isNull();
  }

  @Test
  @DisplayName("workflows with errors are found, also those that ask no model")
  void errors() {
    WorkflowSearch failed =
        new WorkflowSearch(
            null, null, null, null, true, false, null, WorkflowSearch.Sort.ERRORS, true, 50, 0);
    assertThat(ids(failed)).containsExactly("rag_1", "plain");
    WorkflowSearch failedRag =
        new WorkflowSearch(
            null, "rag", null, null, true, false, null, WorkflowSearch.Sort.ERRORS, true, 50, 0);
    assertThat(ids(failedRag)).containsExactly("rag_1");
  }

  @Test
  @DisplayName("filters of type, text, user, model, cost and environment; order and pages")
  void filters() {
    WorkflowSearch.Sort byCost = WorkflowSearch.Sort.COST;
    assertThat(
            ids(
                new WorkflowSearch(
                    null, "summary", null, null, false, false, null, byCost, true, 50, 0)))
        .containsExactly("sum_1");
    assertThat(
            ids(
                new WorkflowSearch(
                    "RAG", null, null, null, false, false, null, byCost, false, 50, 0)))
        .containsExactly("rag_1", "rag_2");
    assertThat(
            ids(
                new WorkflowSearch(
                    null, null, "ann", null, false, false, null, byCost, true, 50, 0)))
        .containsExactly("rag_1");
    assertThat(
            ids(
                new WorkflowSearch(
                    null, null, null, "house", false, false, null, byCost, true, 50, 0)))
        .containsExactly("rag_2", "sum_1");
    assertThat(
            ids(new WorkflowSearch(null, null, null, null, false, true, null, byCost, true, 50, 0)))
        .containsExactly("rag_2", "sum_1");
    assertThat(
            ids(
                new WorkflowSearch(
                    null,
                    null,
                    null,
                    null,
                    false,
                    false,
                    new BigDecimal("0.02"),
                    WorkflowSearch.Sort.CALLS,
                    true,
                    50,
                    0)))
        .containsExactly("rag_2");
    assertThat(ids(search(WorkflowSearch.Sort.LAST_ACTIVITY, true)))
        .containsExactly("rag_1", "plain", "sum_1", "rag_2");
    assertThat(ids(search(WorkflowSearch.Sort.TOKENS, false)))
        .containsExactly("plain", "sum_1", "rag_2", "rag_1");
    WorkflowPage second =
        store
            .queries(PRICES)
            .workflows(
                range(null),
                new WorkflowSearch(null, null, null, null, false, false, null, byCost, true, 2, 2));
    assertThat(second.total()).isEqualTo(4);
    assertThat(second.workflows()).extracting(WorkflowRow::id).containsExactly("plain", "sum_1");
    assertThat(store.queries(PRICES).workflows(range("staging"), search(byCost, true)).workflows())
        .extracting(WorkflowRow::id)
        .containsExactly("sum_1");
  }

  @Test
  @DisplayName("Q-03: average cost by workflow type, and the calls of a type above a cost")
  void byType() {
    List<TypeFigures> types = store.queries(PRICES).workflowTypes(range(null)).types();
    assertThat(types).extracting(TypeFigures::type).containsExactly("rag", "summary", null);
    TypeFigures rag = types.get(0);
    assertThat(rag.workflows()).isEqualTo(2);
    assertThat(rag.conversations()).isEqualTo(2);
    assertThat(rag.spans()).isEqualTo(7);
    assertThat(rag.calls()).isEqualTo(4);
    assertThat(rag.toolCalls()).isEqualTo(1);
    assertThat(rag.errors()).isEqualTo(1);
    assertThat(rag.tokens().total()).isEqualTo(3520);
    assertThat(amount(rag.cost())).isEqualTo("0.035");
    assertThat(rag.costSource()).isEqualTo(CostSource.MIXED);
    assertThat(rag.unpricedCalls()).isEqualTo(1);
    assertThat(amount(rag.averageCost())).isEqualTo("0.0175");
    assertThat(amount(rag.averageCallCost())).isEqualTo("0.011666666667");
    TypeFigures summary = types.get(1);
    assertThat(summary.calls()).isEqualTo(1);
    assertThat(summary.cost()).isNull();
    assertThat(summary.averageCost()).isNull();
    assertThat(summary.averageCallCost()).isNull();
    assertThat(summary.unpricedCalls()).isEqualTo(1);
    assertThat(types.get(2).errors()).isEqualTo(1);

    assertThat(callsOf("rag", "0.0075")).containsExactly(spanId(7), spanId(4), spanId(3));
    assertThat(callsOf("rag", "0.01")).containsExactly(spanId(7));
    assertThat(callsOf("summary", "0")).isEmpty();
  }

  private List<String> callsOf(String workflowType, String minCost) {
    SpanFilter filter =
        new SpanFilter(
            List.of("llm"),
            null,
            null,
            null,
            null,
            null,
            workflowType,
            null,
            null,
            null,
            null,
            true);
    SpanPage page =
        store
            .queries(PRICES)
            .spans(
                range(null),
                new SpanSearch(
                    filter, false, new BigDecimal(minCost), SpanSearch.Sort.COST, true, 50, 0));
    assertThat(page.total()).isEqualTo(page.spans().size());
    return page.spans().stream().map(SpanItem::spanId).toList();
  }
}
