package dev.parley.server.store.duckdb;

import dev.parley.server.model.Score;
import dev.parley.server.model.SpanKey;
import dev.parley.server.model.Tool;
import dev.parley.server.store.CallGroup.Keyed;
import dev.parley.server.store.ContentHash;
import dev.parley.server.store.CostTable;
import dev.parley.server.store.PriceGrid;
import dev.parley.server.store.Scope;
import dev.parley.server.store.ServiceHour;
import dev.parley.server.store.SpanFilter;
import dev.parley.server.store.SpanReader;
import dev.parley.server.store.StoredPoint;
import dev.parley.server.store.StoredSpan;
import dev.parley.server.store.filter.Field;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@link SpanReader} on the DuckDB file. Sums are made by the engine; what leaves it are groups,
 * pages and single traces.
 */
public final class DuckDbSpanReader implements SpanReader {
  /**
   * A question that takes longer is asked of too wide a range; its connection is needed by others.
   */
  private static final int TIMEOUT_SECONDS = 30;

  private final Reads reads;
  private final DuckDbStore store;
  private final String project;
  private final Places places;
  private final Titles titles;
  private final ConversationDays days;

  /**
   * @param project the only one whose data it sees
   */
  public DuckDbSpanReader(DuckDbStore store, String project) {
    this.store = store;
    this.project = project;
    this.reads = new Reads(store, project, TIMEOUT_SECONDS);
    this.places = new Places(reads, () -> store.foldedUntil(project));
    this.days = new ConversationDays(reads, day -> store.days().of(project, day));
    this.titles = new Titles(reads, places, store.messages(), project);
  }

  @Override
  public List<Count> environments(long fromNanos, long toNanos) {
    return reads.list(
        "environments",
        new Sql("SELECT nullif(environment, '') AS name, count(*) AS n FROM spans")
            .where(new Scope(fromNanos, toNanos, null))
            .add("GROUP BY 1 ORDER BY n DESC, name NULLS LAST"),
        DuckDbSpanReader::count);
  }

  @Override
  public List<SpanCounts> spanCounts(Scope scope, long stepNanos) {
    return reads.list(
        "span counts",
        new Sql(
                "SELECT start_nanos // ? AS b, count(*) AS n, count(*) FILTER (gen_ai) AS g,"
                    + " count(*) FILTER (span_kind = 'llm') AS l FROM spans",
                stepNanos)
            .where(scope)
            .add("GROUP BY b"),
        row ->
            new SpanCounts(row.getLong("b"), row.getLong("n"), row.getLong("g"), row.getLong("l")));
  }

  @Override
  public List<Keyed<Long>> callsByTime(Scope scope, long stepNanos, PriceGrid grid) {
    return reads.list(
        "calls over time",
        CallSql.groups("start_nanos // " + stepNanos, scope, grid, new Sql("")),
        row -> new Keyed<>(row.getLong("k"), CallSql.group(row)));
  }

  @Override
  public List<Keyed<String>> callsByConversation(
      Scope scope, PriceGrid grid, @Nullable Collection<String> ids) {
    Sql which = new Sql("AND conversation_id IS NOT NULL");
    if (ids != null) {
      which.andIn("conversation_id", ids, "VARCHAR");
    }
    return reads.list(
        "calls by conversation",
        CallSql.groups("conversation_id", scope, grid, which),
        row -> new Keyed<>(row.getString("k"), CallSql.group(row)));
  }

  @Override
  public List<Keyed<WorkflowKey>> callsByWorkflow(
      Scope scope, PriceGrid grid, @Nullable Collection<String> ids) {
    return reads.list(
        "calls by workflow",
        WorkflowSql.calls(scope, grid, ids),
        row -> new Keyed<>(WorkflowSql.key(row), CallSql.group(row)));
  }

  @Override
  public List<Keyed<GroupKey>> callsByFields(Scope scope, List<Field> by, PriceGrid grid) {
    return reads.list(
        "calls by group",
        GroupSql.calls(scope, by, grid),
        row -> new Keyed<>(GroupSql.key(row), CallSql.group(row)));
  }

  @Override
  public List<GroupFacts> groups(
      Scope scope, List<Field> by, Counted counted, CostTable costs, int limit) {
    return reads.list("groups", GroupSql.facts(scope, by, counted, costs, limit), GroupSql::facts);
  }

  @Override
  public List<Latency> latencies(Scope scope, long stepNanos) {
    return reads
        .list("latencies", LatencySql.latencies(scope, stepNanos), LatencySql::latency)
        .stream()
        .filter(row -> row.calls() > 0)
        .toList();
  }

  @Override
  public @Nullable Double latency95(Scope scope) {
    return reads.first(
        "latency",
        new Sql("SELECT quantile_cont(duration_nanos, 0.95) AS q FROM spans")
            .where(scope)
            .add("AND is_call HAVING count(*) > 0"),
        row -> row.getDouble("q"));
  }

  @Override
  public List<Count> errors(Scope scope) {
    return reads.list(
        "errors",
        new Sql("SELECT error_type AS name, count(*) AS n FROM spans")
            .where(scope)
            .add("AND is_call AND error_type IS NOT NULL GROUP BY 1 ORDER BY n DESC, name"),
        DuckDbSpanReader::count);
  }

  @Override
  public MessageCount messages(Scope scope) {
    return ConversationDays.isFor(scope)
        ? days.messages(scope)
        : messageCount(ConversationSql.allMessages(scope));
  }

  private MessageCount messageCount(Sql sql) {
    MessageCount counted = reads.first("messages", sql, DuckDbSpanReader::messageCount);
    return counted == null ? new MessageCount(0, 0) : counted;
  }

  @Override
  public Map<String, MessageCount> messages(Scope scope, Collection<String> ids) {
    Map<String, MessageCount> counts = new HashMap<>();
    reads.each(
        "messages by conversation",
        ConversationSql.messages(scope, ids),
        row -> Map.entry(row.getString("c"), messageCount(row)),
        entry -> counts.put(entry.getKey(), entry.getValue()));
    return counts;
  }

  @Override
  public ConversationCosts conversationCosts(Scope scope, CostTable costs) {
    if (ConversationDays.isFor(scope) && costs.prices() != null) {
      return days.costs(scope, costs);
    }
    ConversationCosts found =
        reads.first(
            "costs of conversations", ConversationSql.costs(scope, costs), ConversationSql::costs);
    return found == null ? new ConversationCosts(0, 0, null, List.of(), 0) : found;
  }

  @Override
  public ConversationIds conversationIds(
      Scope scope, ConversationFilter filter, ConversationPick pick) {
    long[] total = new long[1];
    List<ConversationId> page =
        reads.list(
            "conversations",
            ConversationSql.ids(scope, filter, pick),
            row -> {
              total[0] = row.getLong("n");
              return new ConversationId(row.getString("c"), row.getString("user_id"));
            });
    return page.isEmpty() && pick.offset() > 0
        ? new ConversationIds(conversationIds(scope, filter, pick.first()).total(), page)
        : new ConversationIds(total[0], page);
  }

  @Override
  public List<Conversation> conversations(Scope scope, Collection<String> ids) {
    return ids.isEmpty()
        ? List.of()
        : reads.list(
            "conversations",
            ConversationSql.conversations(scope, ids),
            ConversationSql::conversation);
  }

  @Override
  public Map<String, String> titles(Collection<String> ids) {
    return titles.of(ids);
  }

  @Override
  public List<Workflow> workflows(Scope scope, WorkflowFilter filter) {
    return reads.list("workflows", WorkflowSql.workflows(scope, filter), WorkflowSql::workflow);
  }

  @Override
  public List<WorkflowType> workflowTypes(Scope scope) {
    return reads.list("workflow types", WorkflowSql.types(scope), WorkflowSql::type);
  }

  @Override
  public List<String> categories(Scope scope) {
    return reads.list(
        "categories",
        new Sql("SELECT DISTINCT category FROM spans")
            .where(scope)
            .add("AND gen_ai AND category IS NOT NULL ORDER BY category"),
        row -> row.getString("category"));
  }

  @Override
  public Map<SpanKey, String> categoriesOf(Collection<StoredSpan> spans) {
    Map<SpanKey, String> categories = new HashMap<>();
    List<StoredSpan> silent = new ArrayList<>();
    for (StoredSpan span : spans) {
      String own = span.identity().category();
      if (own != null) {
        categories.put(span.key(), own);
      } else if (span.parentSpanId() != null) {
        silent.add(span);
      }
    }
    if (!silent.isEmpty()) {
      reads.each(
          "categories of spans",
          CategorySql.of(silent),
          row -> Map.entry(SpanSql.key(row), row.getString("category")),
          entry -> categories.putIfAbsent(entry.getKey(), entry.getValue()));
    }
    return categories;
  }

  @Override
  public long countSpans(Scope scope, SpanFilter filter) {
    Long count =
        reads.first(
            "spans", SpanSql.matching("count(*) AS n", scope, filter), row -> row.getLong("n"));
    return count == null ? 0 : count;
  }

  @Override
  public List<StoredSpan> spans(
      Scope scope, SpanFilter filter, String order, boolean descending, int limit, int offset) {
    return reads.list(
        "spans",
        SpanSql.matching(SpanSql.COLUMNS, scope, filter)
            .add(SpanSql.order(order, descending))
            .add("LIMIT " + limit + " OFFSET " + offset),
        SpanSql::span);
  }

  @Override
  public void eachCall(Scope scope, SpanFilter filter, Consumer<SingleCall> visitor) {
    reads.each(
        "calls",
        SpanSql.matching(CallSql.SINGLE, scope, filter).add("AND is_call"),
        row ->
            new SingleCall(
                SpanIds.key((UUID) row.getObject(27), row.getLong(28)),
                row.getLong(29),
                CallSql.group(row)),
        visitor);
  }

  @Override
  public List<StoredSpan> spans(Collection<SpanKey> keys) {
    Set<SpanKey> wanted = Set.copyOf(keys);
    Sql found =
        new Sql("true")
            .andIn(
                "span_id", keys.stream().map(key -> SpanIds.span(key.spanId())).toList(), "BIGINT")
            .andIn(
                "trace_id",
                keys.stream().map(key -> SpanIds.trace(key.traceId())).toList(),
                "UUID");
    return reads
        .list("spans by key", Sql.of(SpanSql.COLUMNS, "spans", found), SpanSql::span)
        .stream()
        .filter(span -> wanted.contains(span.key()))
        .toList();
  }

  @Override
  public List<StoredSpan> trace(String traceId, int limit) {
    return reads.list(
        "trace",
        Sql.of(SpanSql.COLUMNS, "spans", places.trace(SpanIds.trace(traceId)))
            .add("ORDER BY start_nanos, span_id LIMIT " + limit),
        SpanSql::span);
  }

  @Override
  public List<StoredSpan> conversationTraces(String conversationId, int limit) {
    return reads.list(
        "conversation",
        Sql.of(SpanSql.COLUMNS, "spans", places.tracesOf(conversationId))
            .add(
                "ORDER BY coalesce(conversation_id = ?, false) DESC, start_nanos, span_id",
                conversationId)
            .add("LIMIT " + limit),
        SpanSql::span);
  }

  @Override
  public @Nullable StoredSpan span(SpanKey key) {
    return reads.first(
        "span", Sql.of(SpanSql.COLUMNS, "spans", places.span(key)).add("LIMIT 1"), SpanSql::span);
  }

  @Override
  public @Nullable RawSpan raw(SpanKey key) {
    record Packed(int day, List<String> texts, RawSpan rest) {}
    Packed packed =
        reads.first(
            "span",
            new Sql(
                    "SELECT s.day, scope_version, dialect, attributes, events, links,"
                        + " dropped_attributes, r.json AS resource FROM spans s LEFT JOIN resources"
                        + " r ON r.hash = s.resource AND r.day = s.day WHERE")
                .append(places.span(key))
                .add("LIMIT 1"),
            row -> {
              String resource = row.getString("resource");
              return new Packed(
                  row.getInt("day"),
                  List.of(
                      row.getString("attributes"), row.getString("events"), row.getString("links")),
                  new RawSpan(
                      resource == null ? "null" : resource,
                      row.getString("scope_version"),
                      row.getString("dialect"),
                      "",
                      "",
                      "",
                      row.getInt("dropped_attributes")));
            });
    if (packed == null) {
      return null;
    }
    List<String> texts = store.messages().unpackAll(project, packed.day(), packed.texts());
    RawSpan rest = packed.rest();
    return new RawSpan(
        rest.resource(),
        rest.scopeVersion(),
        rest.dialect(),
        texts.get(0),
        texts.get(1),
        texts.get(2),
        rest.droppedAttributes());
  }

  @Override
  public Map<String, String> messageJson(Collection<StoredSpan> spans) {
    Map<Integer, Set<UUID>> hashes = new TreeMap<>();
    Set<String> seen = new HashSet<>();
    for (StoredSpan span : spans) {
      Stream.of(span.system(), span.input(), span.output())
          .flatMap(List::stream)
          .filter(seen::add)
          .forEach(
              hash ->
                  hashes
                      .computeIfAbsent(span.day(), day -> new HashSet<>())
                      .add(SpanIds.trace(hash)));
    }
    Map<String, String> found = new HashMap<>();
    hashes.forEach(
        (day, wanted) ->
            store
                .messages()
                .messages(project, day, wanted)
                .forEach((hash, json) -> found.put(ContentHash.toHex(hash), json)));
    return found;
  }

  @Override
  public Map<SpanKey, Tool> tools(Collection<StoredSpan> spans) {
    Map<Integer, List<String>> packed = new LinkedHashMap<>();
    for (StoredSpan span : spans) {
      StoredSpan.StoredTool tool = span.tool();
      if (tool != null) {
        Stream.of(
                tool.arguments() == null ? "" : tool.arguments(),
                tool.result() == null ? "" : tool.result())
            .filter(text -> !text.isEmpty())
            .forEach(
                text -> packed.computeIfAbsent(span.day(), day -> new ArrayList<>()).add(text));
      }
    }
    Map<String, String> texts = new HashMap<>();
    packed.forEach(
        (day, list) -> {
          List<String> unpacked = store.messages().unpackAll(project, day, list);
          for (int i = 0; i < list.size(); i++) {
            texts.put(day + list.get(i), unpacked.get(i));
          }
        });
    Map<SpanKey, Tool> tools = new HashMap<>();
    for (StoredSpan span : spans) {
      StoredSpan.StoredTool tool = span.tool();
      if (tool != null) {
        tools.put(
            span.key(),
            new Tool(
                tool.name(),
                tool.callId(),
                JsonStrings.read(texts.get(span.day() + tool.arguments())),
                JsonStrings.read(texts.get(span.day() + tool.result()))));
      }
    }
    return tools;
  }

  @Override
  public Map<SpanKey, String> attributes(
      Collection<StoredSpan> spans, Collection<String> prefixes) {
    List<StoredSpan> genAi = spans.stream().filter(span -> span.kind().isGenAi()).toList();
    if (genAi.isEmpty()) {
      return Map.of();
    }
    List<AttributeSql.Packed> rows =
        reads.list(
            "attributes",
            AttributeSql.of(genAi, prefixes),
            row -> AttributeSql.packed(row, prefixes));
    Map<Integer, Set<String>> packed = new TreeMap<>();
    for (AttributeSql.Packed row : rows) {
      packed.computeIfAbsent(row.day(), day -> new LinkedHashSet<>()).add(row.packed());
    }
    Map<String, String> unpacked = new HashMap<>();
    packed.forEach(
        (day, texts) -> {
          List<String> list = List.copyOf(texts);
          List<String> whole = store.messages().unpackAll(project, day, list);
          for (int i = 0; i < list.size(); i++) {
            unpacked.put(day + list.get(i), whole.get(i));
          }
        });
    Map<SpanKey, String> attributes = new HashMap<>();
    for (AttributeSql.Packed row : rows) {
      attributes.put(row.key(), unpacked.getOrDefault(row.day() + row.packed(), "{}"));
    }
    attributes.values().removeIf("{}"::equals);
    return attributes;
  }

  private static Count count(ResultSet row) throws SQLException {
    return new Count(row.getString("name"), row.getLong("n"));
  }

  static MessageCount messageCount(ResultSet row) throws SQLException {
    return new MessageCount(row.getLong("n"), row.getLong("quiet"));
  }

  @Override
  public void metricPoints(Scope scope, Collection<String> names, Consumer<StoredPoint> visitor) {
    reads.each("metric points", PointSql.points(scope, names), PointSql::point, visitor);
  }

  @Override
  public List<ServiceHour> callHours(Scope scope) {
    return reads.list(
        "hours with calls",
        new Sql("SELECT DISTINCT service, start_nanos // ? AS hour FROM spans", ServiceHour.NANOS)
            .where(scope)
            .add("AND is_call"),
        row -> new ServiceHour(row.getString("service"), row.getLong("hour")));
  }

  @Override
  public List<Score> scores(ScoreFilter filter, int limit, int offset) {
    return hasScores()
        ? reads.list(
            "scores", ScoreSql.scores(filter, places.of(filter), limit, offset), ScoreSql::score)
        : List.of();
  }

  /** Most stores have none, and finding out is quicker than asking for those of something. */
  private boolean hasScores() {
    return reads.first("scores", new Sql("SELECT 1 FROM scores LIMIT 1"), row -> true) != null;
  }

  @Override
  public List<NamedScores> scoreNames(ScoreFilter filter) {
    return hasScores()
        ? reads.list("names of scores", ScoreSql.names(filter, places.of(filter)), ScoreSql::named)
        : List.of();
  }
}
