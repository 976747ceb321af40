package dev.parley.server.query;

import dev.parley.pricing.PriceBook;
import dev.parley.server.model.SpanKey;
import dev.parley.server.query.ScorePage.NameSummary;
import dev.parley.server.store.Scope;
import dev.parley.server.store.ScoreReader.ScoreFilter;
import dev.parley.server.store.SpanReader;
import dev.parley.server.store.StoreReadException;
import dev.parley.server.store.filter.Filter;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All questions that can be asked. Safe for use by many threads; methods block while the store
 * works and throw {@link StoreReadException} when it can't answer. The words (call, turn, message)
 * are those of the package.
 */
public final class Queries {
  /** Spans of a flow or trace that are read at most; what is cut is said. */
  public static final int MOST_SPANS = 10_000;

  private final SpanReader reader;
  private final PriceBook prices;
  private final int mostSpans;
  private final OverviewQuery overview;
  private final CostSourcesQuery costSources;
  private final ConversationsQuery conversations;
  private final FlowQuery flow;
  private final WorkflowsQuery workflows;
  private final TracesQuery traces;
  private final ReportedQuery reported;
  private final GroupsQuery groups;
  private final Selections selections;

  public Queries(SpanReader reader, PriceBook prices) {
    this(reader, prices, MOST_SPANS);
  }

  Queries(SpanReader reader, PriceBook prices, int mostSpans) {
    this(reader, prices, new Pricer(prices), mostSpans);
  }

  private Queries(SpanReader reader, PriceBook prices, Pricer pricer, int mostSpans) {
    this.reader = reader;
    this.prices = prices;
    this.mostSpans = mostSpans;
    this.overview = new OverviewQuery(reader, pricer);
    this.costSources = new CostSourcesQuery(reader, pricer);
    this.conversations = new ConversationsQuery(reader, pricer);
    this.flow = new FlowQuery(reader, pricer, mostSpans);
    this.workflows = new WorkflowsQuery(reader, pricer);
    this.traces = new TracesQuery(reader, pricer, mostSpans);
    this.reported = new ReportedQuery(reader);
    this.groups = new GroupsQuery(reader, pricer, GroupSearch.MOST);
    this.selections = new Selections(reader, pricer);
  }

  /**
   * The same questions with costs at other prices.
   *
   * @throws UnknownModelException when the view names a model without a price
   */
  public Queries priced(PriceView view) {
    return view.equals(PriceView.AT_CALL)
        ? this
        : new Queries(reader, prices, new Pricer(prices, view, Instant.now()), mostSpans);
  }

  /** Environments of all spans in the scope's range; its environment is not looked at. */
  public EnvironmentList environments(Scope range) {
    return new EnvironmentList(
        reader.environments(range.fromNanos(), range.toNanos()).stream()
            .map(row -> new EnvironmentList.Environment(row.name(), row.count()))
            .toList());
  }

  /** The spans of a scope that fulfil a filter as well; the scope itself for none. */
  public Scope filtered(Scope scope, @Nullable Filter filter) {
    return selections.scope(scope, filter);
  }

  public Overview overview(Scope scope) {
    return overview.overview(scope);
  }

  public CostSources costSources(Scope scope) {
    return costSources.costSources(scope);
  }

  public ConversationPage conversations(Scope scope, ConversationSearch search) {
    return conversations.page(scope, search);
  }

  /**
   * A conversation's flow.
   *
   * @param marked which turns count as in range
   * @return null when no span names the conversation
   */
  public @Nullable ConversationFlow conversation(String id, Scope marked) {
    return flow.flow(id, marked);
  }

  public Groups groups(Scope scope, GroupSearch search) {
    return groups.groups(scope, search);
  }

  /** Scores by the time when they were given. */
  public ScorePage scores(ScoreSearch search) {
    ScoreFilter filter =
        new ScoreFilter(
            search.range().fromNanos(),
            search.range().toNanos(),
            search.name(),
            search.conversationId(),
            search.traceId(),
            search.traceId() == null || search.spanId() == null
                ? null
                : new SpanKey(search.traceId(), search.spanId()));
    List<NameSummary> names =
        reader.scoreNames(filter).stream()
            .map(row -> new NameSummary(row.name(), row.count(), row.average()))
            .toList();
    return new ScorePage(
        names.stream().mapToLong(NameSummary::count).sum(),
        names,
        ScoreView.of(reader.scores(filter, search.limit(), search.offset())));
  }

  public WorkflowPage workflows(Scope scope, WorkflowSearch search) {
    return workflows.page(scope, search);
  }

  public WorkflowTypeList workflowTypes(Scope scope) {
    return workflows.types(scope);
  }

  public SpanPage spans(Scope scope, SpanSearch search) {
    return traces.page(scope, search);
  }

  /** Services that report metrics where they send no spans. */
  public ReportedMetrics reported(Scope scope) {
    return reported.reported(scope);
  }

  /** Null when no span of the trace is stored. */
  public @Nullable TraceView trace(String traceId) {
    return traces.trace(traceId);
  }

  /** Null when it is not stored. */
  public @Nullable SpanDetail span(SpanKey key) {
    return traces.span(key);
  }
}
