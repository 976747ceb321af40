package dev.parley.server.store;

import dev.parley.server.model.SpanKey;
import dev.parley.server.model.Tool;
import dev.parley.server.store.CallGroup.Keyed;
import dev.parley.server.store.filter.Field;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads spans and their sums. Safe for use by many threads; never blocks the writer, and sees what
 * was committed when the method was called. Every method throws {@link StoreReadException} when the
 * store can't answer, also because a query took too long.
 */
public interface SpanReader extends ScoreReader {
  /** A value and how often it occurs. */
  record Count(@Nullable String name, long count) {}

  /** Spans of one time bucket. */
  record SpanCounts(long bucket, long spans, long genAi, long llm) {}

  /**
   * Durations of calls, exact percentiles with linear interpolation, in nanoseconds.
   *
   * @param bucket set in rows of a time bucket
   * @param byModel whether the row is of one {@code model} and {@code provider} (which may be null)
   * @param conversations distinct conversations among the calls
   */
  record Latency(
      @Nullable Long bucket,
      boolean byModel,
      @Nullable String model,
      @Nullable String provider,
      long calls,
      long conversations,
      double p50,
      double p90,
      double p95,
      double p99) {}

  /**
   * Messages of a conversation's calls.
   *
   * @param distinct distinct user and assistant messages
   * @param silentTurns turns with a call but no message, because content was not captured
   */
  record MessageCount(long distinct, long silentTurns) {}

  /**
   * A conversation's spans within a scope; {@code durationNanos} is the sum over its turns of first
   * start to last end.
   */
  record Conversation(
      String id,
      @Nullable String user,
      List<String> environments,
      long firstStartNanos,
      long lastEndNanos,
      long turns,
      long durationNanos,
      long calls,
      long tokens,
      long failedCalls,
      long toolCalls,
      long failedToolCalls,
      List<String> agents,
      List<String> workflowTypes,
      @Nullable String category) {}

  /**
   * Which conversations are folded; null does not restrict.
   *
   * @param user one of the conversation's users within the scope, or null
   * @param model the request model (else the response model) of one of its calls, or null
   * @param selection what else must be true of the conversation, or null
   */
  record ConversationFilter(
      @Nullable String user,
      @Nullable String model,
      boolean failedOnly,
      @Nullable Selection selection) {
    public static final ConversationFilter NONE = new ConversationFilter(null, null, false, null);
  }

  /** What conversations are listed by; of those with the same the latest activity comes first. */
  enum ConversationOrder {
    LAST_ACTIVITY,
    TOKENS,
    DURATION,
    TURNS,
    ERRORS,
    /** Unknown comes last either way. */
    COST
  }

  /**
   * Which of the matching conversations are wanted.
   *
   * @param costs what their calls cost; needed for the order by cost and for unpriced ones only
   * @param unpricedOnly those with a call of unknown cost
   */
  record ConversationPick(
      ConversationOrder order,
      boolean descending,
      @Nullable CostTable costs,
      boolean unpricedOnly,
      int limit,
      int offset) {
    /** The first of them alone. */
    public ConversationPick first() {
      return new ConversationPick(order, descending, costs, unpricedOnly, 1, 0);
    }
  }

  /** A conversation and one of its users within the scope. */
  record ConversationId(String id, @Nullable String user) {}

  /**
   * A page of a list.
   *
   * @param total how many the whole list has
   */
  record ConversationIds(long total, List<ConversationId> page) {}

  /**
   * What conversations cost in US dollars.
   *
   * @param count of conversations with a call
   * @param priced those of them with a known cost
   * @param total the sum of what is known, null for nothing
   * @param near95 of the known costs in order, those at the places around the 95th percentile: one
   *     or two, none where nothing is known
   * @param unpricedCalls calls whose cost is unknown
   */
  record ConversationCosts(
      long count,
      long priced,
      @Nullable BigDecimal total,
      List<BigDecimal> near95,
      long unpricedCalls) {}

  /**
   * A workflow's spans within a scope.
   *
   * @param types its types, sorted
   * @param errors its failures, each once: failed spans that no failed span of the workflow is
   *     right inside of
   * @param conversations distinct conversations among the spans
   */
  record Workflow(
      String id,
      List<String> types,
      List<String> environments,
      long firstStartNanos,
      long lastEndNanos,
      long spans,
      long calls,
      long tokens,
      long toolCalls,
      long errors,
      long conversations) {}

  /**
   * Which workflows are folded; null does not restrict.
   *
   * @param type one of the workflow's types within the scope, or null
   * @param user one of its users within the scope, or null
   * @param model the request model (else the response model) of one of its calls, or null
   * @param selection what else must be true of the workflow, or null
   */
  record WorkflowFilter(
      @Nullable String type,
      @Nullable String user,
      @Nullable String model,
      boolean failedOnly,
      @Nullable Selection selection) {
    public static final WorkflowFilter NONE = new WorkflowFilter(null, null, null, false, null);
  }

  /** The spans of all workflows of one type within a scope; {@code type} is null for none. */
  record WorkflowType(
      @Nullable String type,
      long workflows,
      long conversations,
      long spans,
      long calls,
      long toolCalls,
      long errors) {}

  /** A workflow and the type that some of its spans name; null for none. */
  record WorkflowKey(String id, @Nullable String type) {}

  /** What is counted in a group of spans. */
  enum Counted {
    CALLS,
    /** Runs of tools. */
    TOOLS,
    /** All GenAI spans. */
    SPANS
  }

  /** The values that a group's spans share, in the order of the fields; null for none. */
  record GroupKey(List<@Nullable String> values) {
    public GroupKey {
      values = Collections.unmodifiableList(new ArrayList<>(values));
    }
  }

  /**
   * What is counted in a group, besides what its calls used. Percentiles are exact with linear
   * interpolation, in nanoseconds.
   *
   * @param spans the spans counted
   * @param errors how many of them failed
   * @param conversations distinct conversations among them
   * @param pricedConversations those of them with a call of known cost
   * @param conversationCost what their calls of known cost cost; null without one
   * @param workflows distinct workflows among them
   * @param pricedWorkflows those of them with a call of known cost
   * @param workflowCost what their calls of known cost cost; null without one
   */
  record GroupFacts(
      GroupKey key,
      long spans,
      long errors,
      long conversations,
      long pricedConversations,
      @Nullable BigDecimal conversationCost,
      long workflows,
      long pricedWorkflows,
      @Nullable BigDecimal workflowCost,
      double p50,
      double p90,
      double p95,
      double p99) {}

  /**
   * Everything else about a span: JSON texts with their content in place. Gone content reads as
   * JSON null.
   */
  record RawSpan(
      String resource,
      String scopeVersion,
      String dialect,
      String attributes,
      String events,
      String links,
      int droppedAttributes) {}

  /** One call as a group of one. */
  record SingleCall(SpanKey key, long durationNanos, CallGroup group) {}

  /**
   * Environments of all spans that start in the range, most spans first; null is a name of its own.
   */
  List<Count> environments(long fromNanos, long toNanos);

  /**
   * Spans per bucket of {@code stepNanos} (bucket = start divided by step), empty buckets left out.
   */
  List<SpanCounts> spanCounts(Scope scope, long stepNanos);

  /** Calls per bucket, as {@link #spanCounts}. */
  List<Keyed<Long>> callsByTime(Scope scope, long stepNanos, PriceGrid grid);

  /**
   * Calls per conversation; calls without one are left out.
   *
   * @param ids the conversations, or null for all
   */
  List<Keyed<String>> callsByConversation(
      Scope scope, PriceGrid grid, @Nullable Collection<String> ids);

  /**
   * Calls per workflow and type; calls without a workflow are left out.
   *
   * @param ids the workflows, or null for all
   */
  List<Keyed<WorkflowKey>> callsByWorkflow(
      Scope scope, PriceGrid grid, @Nullable Collection<String> ids);

  /** Calls per value of some fields. */
  List<Keyed<GroupKey>> callsByFields(Scope scope, List<Field> by, PriceGrid grid);

  /**
   * Spans per value of some fields.
   *
   * @param limit how many groups at most; which of them is not defined
   */
  List<GroupFacts> groups(Scope scope, List<Field> by, Counted counted, CostTable costs, int limit);

  /** One row for everything (absent without a call), one per model and provider, one per bucket. */
  List<Latency> latencies(Scope scope, long stepNanos);

  /** The 95th percentile over all calls, as in {@link #latencies}; null without a call. */
  @Nullable Double latency95(Scope scope);

  /** Failed calls by error type, most frequent first. */
  List<Count> errors(Scope scope);

  /** Messages of all conversations together; each conversation's are counted apart. */
  MessageCount messages(Scope scope);

  /** Messages per conversation; those without a call in the scope are left out. */
  Map<String, MessageCount> messages(Scope scope, Collection<String> ids);

  /** What conversations of a scope cost, exactly. */
  ConversationCosts conversationCosts(Scope scope, CostTable costs);

  /** A page of the conversations with a call in the scope, and how many match. */
  ConversationIds conversationIds(Scope scope, ConversationFilter filter, ConversationPick pick);

  /** These conversations as they are in the scope, in no order. */
  List<Conversation> conversations(Scope scope, Collection<String> ids);

  /**
   * What each conversation's first user message says in short, whenever it was; absent where none
   * was captured or it has no words.
   */
  Map<String, String> titles(Collection<String> ids);

  /** Workflows with a span in the scope, whatever the span is. */
  List<Workflow> workflows(Scope scope, WorkflowFilter filter);

  /** Types of the workflows with a span in the scope. */
  List<WorkflowType> workflowTypes(Scope scope);

  /** Distinct categories of GenAI spans, sorted. */
  List<String> categories(Scope scope);

  /**
   * The category of each of these spans: its own, else that of the nearest span around it that
   * names one; absent where none does. A step that names a category so speaks for all that it does,
   * whichever instrumentation records it.
   */
  Map<SpanKey, String> categoriesOf(Collection<StoredSpan> spans);

  /** How many spans match. */
  long countSpans(Scope scope, SpanFilter filter);

  /**
   * Matching spans.
   *
   * @param order {@code start}, {@code duration} or {@code tokens}; unknown last, then by start,
   *     newest first
   */
  List<StoredSpan> spans(
      Scope scope, SpanFilter filter, String order, boolean descending, int limit, int offset);

  /**
   * Shows each matching call, as a group of one, to {@code visitor}; {@link SpanFilter#callsOnly}
   * is taken for granted.
   */
  void eachCall(Scope scope, SpanFilter filter, Consumer<SingleCall> visitor);

  /** The spans with these keys, in no order. */
  List<StoredSpan> spans(Collection<SpanKey> keys);

  /** The spans of a trace by start, at most {@code limit}. */
  List<StoredSpan> trace(String traceId, int limit);

  /**
   * The spans of all traces in which a span names the conversation, at most {@code limit}: the
   * conversation's own first, each part by start.
   */
  List<StoredSpan> conversationTraces(String conversationId, int limit);

  @Nullable StoredSpan span(SpanKey key);

  /** Null when there is no such span. */
  @Nullable RawSpan raw(SpanKey key);

  /**
   * The JSON of all messages of these spans, by hash; those that are not stored any more are
   * absent.
   */
  Map<String, String> messageJson(Collection<StoredSpan> spans);

  /** The tools that these spans ran, by span, with arguments and results in place. */
  Map<SpanKey, Tool> tools(Collection<StoredSpan> spans);

  /**
   * Attributes of those of these spans that are GenAI, as JSON objects with content in place: those
   * whose key begins with one of the prefixes, spans without one left out.
   */
  Map<SpanKey, String> attributes(Collection<StoredSpan> spans, Collection<String> prefixes);

  /** The data points of these metrics whose time is in the scope, in no order. */
  void metricPoints(Scope scope, Collection<String> names, Consumer<StoredPoint> visitor);

  /** The hours in which services made calls. */
  List<ServiceHour> callHours(Scope scope);
}
