package dev.parley.server.query;

import dev.parley.server.model.Kind;
import dev.parley.server.model.OtelKind;
import dev.parley.server.model.SpanKey;
import dev.parley.server.model.Status;
import dev.parley.server.model.Tool;
import dev.parley.server.model.UsageRole;
import dev.parley.server.query.ConversationFlow.Request;
import dev.parley.server.query.ConversationFlow.StepView;
import dev.parley.server.query.ConversationFlow.Turn;
import dev.parley.server.query.ConversationFlow.TurnFailure;
import dev.parley.server.query.ConversationFlow.WorkflowView;
import dev.parley.server.store.Messages;
import dev.parley.server.store.Scope;
import dev.parley.server.store.ScoreReader.ScoreFilter;
import dev.parley.server.store.SpanReader;
import dev.parley.server.store.StoredSpan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Tells a conversation turn by turn. */
final class FlowQuery {
  /** The newest; a conversation with more is a test that ran away. */
  private static final int MOST_SCORES = 5_000;

  private final SpanReader reader;
  private final Pricer pricer;
  private final int mostSpans;

  FlowQuery(SpanReader reader, Pricer pricer, int mostSpans) {
    this.reader = reader;
    this.pricer = pricer;
    this.mostSpans = mostSpans;
  }

  /**
   * A conversation's flow.
   *
   * @param marked which turns are in range
   * @return null when no span names the conversation
   */
  @Nullable ConversationFlow flow(String id, Scope marked) {
    List<StoredSpan> read = reader.conversationTraces(id, mostSpans + 1);
    if (read.isEmpty()) {
      return null;
    }
    List<StoredSpan> spans = read.subList(0, Math.min(mostSpans, read.size()));
    SpanTree tree = new SpanTree(spans);
    List<TurnSpans> turns = TurnSpans.of(id, spans, tree);
    List<List<StoredSpan>> speakers = turns.stream().map(turn -> speakers(turn, tree)).toList();
    Set<StoredSpan> saying = new LinkedHashSet<>();
    speakers.forEach(saying::addAll);
    Map<String, String> messages = reader.messageJson(saying);
    Transcript transcript = new Transcript(messages);
    Map<SpanKey, Tool> tools = reader.tools(spans);
    FlowScores scores =
        new FlowScores(id, turns, reader.scores(ScoreFilter.ofConversation(id), MOST_SCORES, 0));
    ToolUses uses = new ToolUses(spans, tree, tools, reader.attributes(spans, ToolUses.prefixes()));
    List<ToolUses.OfTurn> usesOfTurns = new ArrayList<>();
    List<Turn> shown = new ArrayList<>();
    for (int i = 0; i < turns.size(); i++) {
      Transcript.Part said = transcript.next(speakers.get(i));
      usesOfTurns.add(uses.of(turns.get(i), said.messages()));
      shown.add(
          turn(
              i + 1,
              turns.get(i),
              marked,
              tree,
              said,
              !speakers.get(i).isEmpty(),
              scores.of(turns.get(i)),
              usesOfTurns.get(i),
              uses,
              tools));
    }
    List<StoredSpan> members =
        spans.stream()
            .filter(span -> id.equals(span.identity().conversationId()))
            .filter(StoredSpan::isInConversation)
            .toList();
    ConversationRow totals = totals(id, members, turns, messages);
    return new ConversationFlow(
        id,
        totals.user(),
        totals.environments(),
        totals.firstActivity(),
        totals.lastActivity(),
        shown.size(),
        (int) shown.stream().filter(Turn::inRange).count(),
        read.size() > mostSpans,
        totals,
        scores.ofConversation(),
        ToolUses.sum(usesOfTurns),
        shown);
  }

  /**
   * Whose content tells a turn: its calls; where a call has none, the other span that saw the same
   * call; where no call has any, the outermost spans that have some.
   */
  private static List<StoredSpan> speakers(TurnSpans turn, SpanTree tree) {
    List<StoredSpan> calls = turn.calls();
    List<StoredSpan> found =
        new ArrayList<>(calls.stream().filter(StoredSpan::hasContent).toList());
    for (StoredSpan call : calls) {
      if (!call.hasContent()) {
        tree.filling(call).filter(span -> !found.contains(span)).ifPresent(found::add);
      }
    }
    if (found.isEmpty()) {
      Set<StoredSpan> inTurn = new HashSet<>(turn.all());
      turn.all().stream()
          .filter(StoredSpan::hasContent)
          .filter(
              span ->
                  tree.ancestors(span).stream()
                      .noneMatch(above -> above.hasContent() && inTurn.contains(above)))
          .forEach(found::add);
    }
    found.sort(Comparator.comparingLong(StoredSpan::startNanos));
    return found;
  }

  private Turn turn(
      int place,
      TurnSpans turn,
      Scope marked,
      SpanTree tree,
      Transcript.Part said,
      boolean contentCaptured,
      List<ScoreView> scores,
      ToolUses.OfTurn used,
      ToolUses uses,
      Map<SpanKey, Tool> tools) {
    CallSum sum = new CallSum();
    Map<String, Long> models = new LinkedHashMap<>();
    for (StoredSpan call : turn.calls()) {
      sum.add(pricer.price(call));
      if (call.model() != null) {
        models.merge(call.model(), 1L, Long::sum);
      }
    }
    Integer explicit = turn.explicitNumber();
    return new Turn(
        explicit == null ? place : explicit,
        explicit == null,
        turn.own().stream()
            .anyMatch(
                span ->
                    span.kind().isGenAi()
                        && marked.contains(span.startNanos(), span.environment())),
        Times.instant(turn.startNanos()),
        Times.millis(turn.endNanos() - turn.startNanos()),
        turn.traceIds(),
        latest(turn.own(), span -> span.identity().userId()),
        latest(turn.own(), StoredSpan::environment),
        status(turn, tree),
        failures(turn, tree),
        sum.tokens,
        Money.usd(sum.cost.total()),
        sum.cost.source(),
        sum.cost.unpricedCalls(),
        sum.calls,
        CallSums.mostCalled(models),
        distinct(turn.all(), span -> span.identity().agentName()),
        workflow(turn),
        latest(turn.own(), span -> span.identity().category()),
        request(turn, tree),
        said.messages(),
        said.repeated(),
        contentCaptured,
        scores,
        used.uses(),
        steps(turn, tree, used, uses, tools));
  }

  private static Status status(TurnSpans turn, SpanTree tree) {
    Set<StoredSpan> inTurn = new HashSet<>(turn.all());
    StoredSpan lastTop =
        turn.own().stream()
            .filter(span -> span.kind().isGenAi())
            .filter(span -> tree.ancestors(span).stream().noneMatch(inTurn::contains))
            .max(Comparator.comparingLong(StoredSpan::endNanos))
            .orElse(null);
    List<StoredSpan> calls = turn.calls();
    boolean failed =
        (lastTop != null && lastTop.failed())
            || (!calls.isEmpty() && calls.stream().allMatch(StoredSpan::failed));
    return failed ? Status.ERROR : Status.OK;
  }

  /**
   * The deepest failing span speaks. A failing span around it tells the same story unless its
   * failure is another one; what failed below a span that recovered (a retried request) is no
   * failure of the turn, unless it is GenAI itself.
   */
  private static List<TurnFailure> failures(TurnSpans turn, SpanTree tree) {
    Set<StoredSpan> failing = new LinkedHashSet<>();
    for (StoredSpan span : turn.all()) {
      StoredSpan parent = tree.parent(span);
      if (span.failed() && (span.kind().isGenAi() || (parent != null && parent.failed()))) {
        failing.add(span);
      }
    }
    List<TurnFailure> told = new ArrayList<>();
    for (StoredSpan span : failing) {
      boolean childSpeaks = tree.children(span).stream().anyMatch(failing::contains);
      boolean toldBelow =
          tree.descendants(span).stream()
              .anyMatch(
                  below ->
                      failing.contains(below) && Objects.equals(below.failure(), span.failure()));
      if (span.failure() != null && !childSpeaks && !toldBelow) {
        told.add(
            new TurnFailure(
                span.failure().type(),
                span.failure().message(),
                span.key().traceId(),
                span.key().spanId()));
      }
    }
    return told;
  }

  /** The nearest server span above the turn; else the outermost HTTP or consumer span. */
  private static @Nullable Request request(TurnSpans turn, SpanTree tree) {
    StoredSpan outermost = null;
    for (StoredSpan span : turn.own()) {
      for (StoredSpan above : tree.ancestors(span)) {
        if (above.otelKind() == OtelKind.SERVER) {
          return request(above);
        }
        if (above.kind() == Kind.HTTP || above.otelKind() == OtelKind.CONSUMER) {
          outermost = above;
        }
      }
    }
    return outermost == null ? null : request(outermost);
  }

  private static Request request(StoredSpan span) {
    return new Request(span.key().traceId(), span.key().spanId(), span.name(), span.otelKind());
  }

  private static @Nullable WorkflowView workflow(TurnSpans turn) {
    String id = latest(turn.own(), span -> span.identity().workflowId());
    String type = latest(turn.own(), span -> span.identity().workflowType());
    return id == null && type == null ? null : new WorkflowView(id, type);
  }

  private List<StepView> steps(
      TurnSpans turn,
      SpanTree tree,
      ToolUses.OfTurn used,
      ToolUses uses,
      Map<SpanKey, Tool> tools) {
    Set<StoredSpan> inTurn = new HashSet<>();
    turn.all().stream().filter(span -> span.kind().isGenAi()).forEach(inTurn::add);
    List<StepView> steps = new ArrayList<>();
    for (SpanTree.Place place : tree.ordered()) {
      if (inTurn.contains(place.span())) {
        int depth = (int) tree.ancestors(place.span()).stream().filter(inTurn::contains).count();
        SpanItem item = SpanItem.of(place.span(), place.span().identity().category(), pricer);
        steps.add(
            new StepView(
                item.traceId(),
                item.spanId(),
                place.span().parentSpanId(),
                depth,
                item.kind(),
                item.name(),
                item.model(),
                item.agent(),
                ToolView.of(tools.get(place.span().key())),
                uses.approval(place.span()),
                used.places().get(place.span().key()),
                item.start(),
                item.durationMs(),
                item.status(),
                item.failure(),
                item.tokens(),
                item.cost(),
                item.role(),
                item.counted(),
                item.seenBy()));
      }
    }
    return steps;
  }

  private ConversationRow totals(
      String id, List<StoredSpan> spans, List<TurnSpans> turns, Map<String, String> messages) {
    CallSum sum = new CallSum();
    Map<String, Long> models = new HashMap<>();
    Set<String> said = new HashSet<>();
    for (StoredSpan span : spans) {
      if (span.isCall()) {
        sum.add(pricer.price(span));
        if (span.model() != null) {
          models.merge(span.model(), 1L, Long::sum);
        }
      }
      if (speaks(span)) {
        said.addAll(span.input());
        said.addAll(span.output());
      }
    }
    long distinct = said.stream().filter(hash -> isTalk(messages.get(hash))).count();
    long silent =
        turns.stream()
            .filter(turn -> !turn.calls().isEmpty())
            .filter(
                turn ->
                    turn.all().stream()
                        .filter(FlowQuery::speaks)
                        .allMatch(span -> span.input().isEmpty() && span.output().isEmpty()))
            .count();
    Set<String> tools = toolRuns(spans, false);
    Set<String> failedTools = toolRuns(spans, true);
    return new ConversationRow(
        id,
        title(spans, messages),
        latest(spans, span -> span.identity().userId()),
        distinct(spans, StoredSpan::environment),
        Times.instant(spans.stream().mapToLong(StoredSpan::startNanos).min().orElseThrow()),
        Times.instant(spans.stream().mapToLong(StoredSpan::endNanos).max().orElseThrow()),
        turns.size(),
        sum.calls,
        tools.size(),
        distinct + 2 * silent,
        silent > 0,
        sum.tokens,
        Money.usd(sum.cost.total()),
        sum.cost.source(),
        sum.cost.unpricedCalls(),
        Times.millis(turns.stream().mapToDouble(turn -> turn.endNanos() - turn.startNanos()).sum()),
        CallSums.mostCalled(models),
        sum.errors + failedTools.size(),
        distinct(spans, span -> span.identity().agentName()),
        distinct(spans, span -> span.identity().workflowType()),
        latest(spans, span -> span.identity().category()));
  }

  /** Whether the span's messages are those of a call. */
  private static boolean speaks(StoredSpan span) {
    return span.isCall() || span.standing().fills();
  }

  private static boolean isTalk(@Nullable String json) {
    String role = Messages.role(Messages.valueOf(json));
    return role.equals("user") || role.equals("assistant");
  }

  private static @Nullable String title(List<StoredSpan> spans, Map<String, String> messages) {
    return spans.stream()
        .filter(span -> speaks(span) && !span.input().isEmpty())
        .min(Comparator.comparingLong(StoredSpan::startNanos))
        .flatMap(
            span ->
                span.input().stream()
                    .map(messages::get)
                    .filter(json -> Messages.role(Messages.valueOf(json)).equals("user"))
                    .findFirst())
        .map(Messages::title)
        .orElse(null);
  }

  /** Two instrumentations of one tool run share the call's id. */
  private static Set<String> toolRuns(List<StoredSpan> spans, boolean failedOnly) {
    Set<String> runs = new HashSet<>();
    for (StoredSpan span : spans) {
      if (span.kind() == Kind.TOOL_CALL
          && span.call().role() != UsageRole.DUPLICATE
          && (span.failed() || !failedOnly)) {
        String callId = span.tool() == null ? null : span.tool().callId();
        runs.add(span.key().traceId() + (callId == null ? span.key().spanId() : callId));
      }
    }
    return runs;
  }

  private static <T> @Nullable T latest(
      List<StoredSpan> spans, Function<StoredSpan, @Nullable T> value) {
    T found = null;
    long at = Long.MIN_VALUE;
    for (StoredSpan span : spans) {
      T candidate = value.apply(span);
      if (candidate != null && span.startNanos() >= at) {
        found = candidate;
        at = span.startNanos();
      }
    }
    return found;
  }

  private static List<String> distinct(
      List<StoredSpan> spans, Function<StoredSpan, @Nullable String> value) {
    return spans.stream()
        .map(value)
        .filter(text -> text != null && !text.isEmpty())
        .distinct()
        .sorted()
        .toList();
  }
}
