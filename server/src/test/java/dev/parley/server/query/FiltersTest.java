package dev.parley.server.query;

import static dev.parley.server.query.TestSpan.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.pricing.Price;
import dev.parley.pricing.PriceBook;
import dev.parley.pricing.Usage;
import dev.parley.server.model.Kind;
import dev.parley.server.model.UsageRole;
import dev.parley.server.store.Project;
import dev.parley.server.store.Scope;
import dev.parley.server.store.SpanFilter;
import dev.parley.server.store.SpanReader.Counted;
import dev.parley.server.store.duckdb.DuckDbSpanReader;
import dev.parley.server.store.filter.FilterParser;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What filters find; every answer was worked out by hand. */
final class FiltersTest {
  private static final long T = 1_735_689_600_000L;

  /** More than 5,000 tokens in cost ten times as much. */
  private static final PriceBook PRICES =
      PriceBook.empty()
          .with(
              "gpt-4o",
              Price.perMillion("2.50", "10.00")
                  .withCacheRead("0.333333")
                  .withServiceTier("batch", "0.5")
                  .withTier(5_000, Price.perMillion("25", "100")));

  @TempDir Path folder;
  private TestStore store;

  @BeforeEach
  void save() {
    store = new TestStore(folder);
    store.save(
        // Trace 1: an agent with the customer's id; its call and its tool say nothing of it.
        TestSpan.of(Kind.AGENT, 1, 1, T)
            .role(UsageRole.AGGREGATE)
            .usage(Usage.of(9_000, 9_000))
            .conversation("c1")
            .agent("planner")
            .attributes(
                "{\"custom.customer_id\":\"acme\",\"tags\":[\"vip\",\"beta\"],\"a/b~c\":7,"
                    + "\"metadata\":\"{\\\"plan\\\":\\\"gold\\\"}\",\"quote\\\"d\":true}"),
        call(1, 2, T + 1).under(1).conversation("c1").user("ann").tokens(1000, 500),
        TestSpan.of(Kind.TOOL_CALL, 1, 3, T + 2)
            .under(1)
            .conversation("c1")
            .tool("search", "t1", "{}", null)
            .fails("timeout", "took Too long"),
        // Trace 2: another customer, a long call.
        call(2, 4, T + 3)
            .conversation("c2")
            .user("bob")
            .millis(5_000)
            .tokens(6_000, 100)
            .attributes("{\"custom.customer_id\":\"globex\",\"metadata.plan\":\"silver\"}"),
        // Trace 3: a model without a price; a number as customer.
        call(3, 5, T + 4)
            .conversation("c3")
            .model("house", null)
            .tokens(10, 10)
            .attributes(
                "{\"custom.customer_id\":42,\"snowflake\":\"900719925474099301\",\"zip\":\"007\","
                    + "\"score\":\"nan\",\"far\":\"1e40\"}"),
        // Trace 4: billed, with a workflow; no attributes.
        call(4, 6, T + 5).workflow("w1", "rag").conversation("c4").billed("0.20").tokens(5, 5),
        call(4, 7, T + 6)
            .workflow("w1", "rag")
            .conversation("c4")
            .usage(Usage.builder().inputUncached(10L).cacheRead(3L).outputText(1L).build()));
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static Scope range() {
    return new Scope(T * 1_000_000, (T + 60_000) * 1_000_000, null);
  }

  private List<String> spans(String filter) {
    SpanFilter all =
        new SpanFilter(List.of(), null, null, null, null, null, null, null, null, null, null, null);
    Queries queries = store.queries(PRICES);
    return queries
        .spans(
            queries.filtered(range(), FilterParser.ofSpans(filter)),
            new SpanSearch(all, false, null, SpanSearch.Sort.START, false, 50, 0))
        .spans()
        .stream()
        .map(span -> span.spanId().substring(15))
        .toList();
  }

  private List<String> conversations(String filter) {
    return store
        .queries(PRICES)
        .conversations(
            range(),
            new ConversationSearch(
                null,
                null,
                null,
                false,
                false,
                ConversationSearch.Sort.LAST_ACTIVITY,
                false,
                50,
                0,
                FilterParser.ofGathered(filter)))
        .conversations()
        .stream()
        .map(ConversationRow::id)
        .sorted()
        .toList();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "model = gpt-4o | 2 4 6 7",
        "model != gpt-4o | 1 3 5",
        "model in (house, gpt-4o) and not user = ann | 4 5 6 7",
        "model starts-with GPT | 2 4 6 7",
        "error | 3",
        "error = timeout and error.message contains \"too LONG\" | 3",
        "not error and kind = tool_call | ",
        "tool exists or agent = planner | 1 2 3",
        "workflow.type = rag | 6 7",
        "tokens > 1000 | 1 2 4",
        "tokens.cache_read = 3 | 7",
        "duration > 2s | 4",
        "trace = 00000000000000000000000000abc002 | 4",
        "span = 0000000000000006 | 6",
        // By the price view: 0.0075; ten times 0.0151; unknown; billed; to the last digit.
        "cost > 0.0075 | 4 6",
        "cost >= 0.0075 | 2 4 6",
        "cost = 0.16 | 4",
        "cost = 0.000035999999 | 7",
        "cost < 0.001 | 7",
        "cost | 2 4 6 7",
        "not cost | 1 3 5",
        // By the span itself, else by what is around it.
        "custom.customer_id = acme | 1 2 3",
        "custom.customer_id in (acme, globex) and kind = model_call | 2 4",
        "custom.customer_id | 1 2 3 4 5",
        "not custom.customer_id exists | 6 7",
        "custom.customer_id = 42 | 5",
        "custom.customer_id = \"42\" | 5",
        "custom.customer_id > 41.5 | 5",
        "custom.customer_id contains LOB | 4",
        "\"a/b~c\" = 7 | 1 2 3",
        "'quote\"d' = true | 1 2 3",
        "tags = vip and kind = agent | 1",
        "tags = vi | ",
        "tags contains vi and kind = agent | 1",
        "metadata.plan in (gold, silver) | 1 2 3 4",
        // Identifiers are not rounded, and what is no number is not in an order of numbers.
        "'snowflake' = 900719925474099301 | 5",
        "'snowflake' in (1, 900719925474099302) | ",
        "'snowflake' > 900719925474099300 and 'snowflake' < 900719925474099302 | 5",
        "'zip' = 7 | ",
        "'zip' = 007 | 5",
        "'a/b~c' = 7.0 and not 'a/b~c' = 07 | 1 2 3",
        "'score' > 5 | ",
        "'far' > 5 | 5",
        // The resource's.
        "service.name = shop and kind = agent | 1",
        "service.name = shop and custom.customer_id = globex | 4",
        // One parameter, whatever it holds.
        "name = \"'; DROP TABLE spans; --\" | ",
        "custom.x = \"' OR true --\" or \"' OR true --\" = 1 | ",
      })
  @DisplayName("spans are found by fields, attributes and costs")
  void findsSpans(String filter, String found) {
    assertThat(spans(filter))
        .containsExactly(found == null || found.isBlank() ? new String[0] : found.split(" "));
  }

  @Test
  @DisplayName("a long value is there but compares with nothing; long metadata and tags are read")
  void longValues() {
    String many = "\\\"x\\\",".repeat(100);
    store.save(
        call(5, 8, T + 7)
            .attributes(
                "{\"custom.note\":\""
                    + "z".repeat(300)
                    + "\",\"custom.list\":[\"short\",\""
                    + "y".repeat(300)
                    + "\"],\"metadata\":\"{\\\"plan\\\":\\\"iron\\\",\\\"note\\\":\\\""
                    + "w".repeat(300)
                    + "\\\"}\",\"langfuse.trace.tags\":\"["
                    + many
                    + "\\\"late\\\"]\"}"),
        call(6, 9, T + 8)
            .attributes(
                "{\"metadata\":\"{\\\"plan\\\":\\\"lead\\\",\\\"note\\\":\\\""
                    + "v".repeat(9_000)
                    + "\\\"}\"}"));
    assertThat(spans("custom.note")).containsExactly("8");
    assertThat(spans("custom.note contains text")).isEmpty();
    assertThat(spans("custom.note contains \"\\\"\"")).isEmpty();
    assertThat(spans("custom.list contains text")).isEmpty();
    assertThat(spans("custom.list = short")).containsExactly("8");
    assertThat(spans("metadata.plan = iron and metadata.note contains ww")).containsExactly("8");
    assertThat(spans("metadata.plan = lead")).containsExactly("9");
    assertThat(spans("tags = late")).containsExactly("8");
    Queries queries = store.queries(PRICES);
    assertThat(
            queries
                .groups(
                    range(),
                    new GroupSearch(
                        FilterParser.groupings("custom.note"),
                        Counted.CALLS,
                        GroupSearch.Sort.KEY,
                        false,
                        50,
                        0))
                .groups())
        .extracting(row -> row.key().get(0).value())
        .containsExactly("(long)", null);
  }

  @Test
  @DisplayName("more groups than fit are refused, not cut")
  void tooManyGroups() {
    DuckDbSpanReader reader = new DuckDbSpanReader(store.store(), Project.DEFAULT);
    GroupSearch models =
        new GroupSearch(
            FilterParser.groupings("model"), Counted.CALLS, GroupSearch.Sort.KEY, false, 50, 0);
    Pricer pricer = new Pricer(PRICES);
    assertThat(new GroupsQuery(reader, pricer, 2).groups(range(), models).groups()).hasSize(2);
    assertThatThrownBy(() -> new GroupsQuery(reader, pricer, 1).groups(range(), models))
        .isInstanceOf(TooManyGroupsException.class)
        .hasMessage("more than 1 groups (expected: fewer fields in by, or a smaller range)");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "user = ann | c1",
        "not user | c3 c4",
        "custom.customer_id = acme | c1",
        "tool = search and model = gpt-4o | c1",
        "any(tool = search and error) | c1",
        "any(tool = search and model = gpt-4o) | ",
        "cost > 0.15 | c2 c4",
        "not cost | c3",
        "cost | c1 c2 c4",
        "calls >= 2 | c4",
        "turns = 1 and tokens > 1000 | c1 c2",
        "errors > 0 | c1",
        "tool_calls = 1 | c1",
        "duration > 2s or model = house | c2 c3",
      })
  @DisplayName("conversations are found by their figures and by what their spans have")
  void findsConversations(String filter, String found) {
    assertThat(conversations(filter))
        .containsExactly(found == null || found.isBlank() ? new String[0] : found.split(" "));
  }

  @Test
  @DisplayName("Q-03: workflows of a type above a cost, by the filter as by the parameter")
  void workflows() {
    for (String filter :
        List.of("workflow.type = rag and cost > 0.2", "cost >= 0.200034", "calls = 2")) {
      assertThat(
              store
                  .queries(PRICES)
                  .workflows(
                      range(),
                      new WorkflowSearch(
                          null,
                          null,
                          null,
                          null,
                          false,
                          false,
                          null,
                          WorkflowSearch.Sort.COST,
                          true,
                          50,
                          0,
                          FilterParser.ofGathered(filter)))
                  .workflows())
          .as(filter)
          .extracting(WorkflowRow::id)
          .containsExactly("w1");
    }
  }

  @Test
  @DisplayName("the overview counts what the filter admits")
  void overview() {
    Queries queries = store.queries(PRICES);
    Overview all =
        queries.overview(
            queries.filtered(range(), FilterParser.ofSpans("custom.customer_id = acme")));
    assertThat(all.spans().calls()).isEqualTo(1);
    assertThat(all.tokens().total()).isEqualTo(1500);
    assertThat(all.cost().total().amount()).isEqualByComparingTo("0.0075");
    assertThat(all.conversations().count()).isEqualTo(1);
    Overview dear = queries.overview(queries.filtered(range(), FilterParser.ofSpans("cost > 0.1")));
    assertThat(dear.spans().calls()).isEqualTo(2);
    assertThat(dear.cost().total().amount()).isEqualByComparingTo("0.36");
  }
}
