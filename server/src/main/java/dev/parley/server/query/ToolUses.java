package dev.parley.server.query;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.server.model.Kind;
import dev.parley.server.model.SpanKey;
import dev.parley.server.model.Tool;
import dev.parley.server.model.UsageRole;
import dev.parley.server.query.ConversationFlow.Direction;
import dev.parley.server.query.ConversationFlow.FlowMessage;
import dev.parley.server.store.Messages;
import dev.parley.server.store.StoredSpan;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Tells what became of tools: which the model was told of and asked for, which ran, which somebody
 * did not let run, and which were called again with the same arguments.
 */
final class ToolUses {
  /** A call of a tool; equal for the same arguments, whatever the order of their members. */
  private record Called(String tool, JsonNode arguments) {}

  /**
   * What became of tools in a turn.
   *
   * @param uses by name
   * @param places of each run whose arguments are known: the how manieth with the same ones
   */
  record OfTurn(List<ToolUse> uses, Map<SpanKey, Integer> places) {}

  private final Map<SpanKey, Tool> tools;
  private final Map<SpanKey, ApprovalView> approvals = new HashMap<>();
  private final Map<SpanKey, Set<String>> offered = new HashMap<>();

  /**
   * Reads what is told of tools.
   *
   * @param tools that ran, with arguments in place
   * @param attributes those of {@link #prefixes}, by span
   */
  ToolUses(
      List<StoredSpan> spans,
      SpanTree tree,
      Map<SpanKey, Tool> tools,
      Map<SpanKey, String> attributes) {
    this.tools = tools;
    Map<String, Read> known = new HashMap<>();
    attributes.forEach(
        (key, json) -> {
          Read read = known.computeIfAbsent(json, Read::of);
          if (read.approval() != null) {
            approvals.put(key, read.approval());
          }
          offered.put(key, read.offered());
        });
    for (StoredSpan span : spans) {
      ApprovalView approval = approvals.get(span.key());
      StoredSpan parent = tree.parent(span);
      long run = span.standing().duplicateOf();
      if (approval != null && run != 0 && span.tool() != null) {
        // Two spans of one run: the one that counts is the one that is shown.
        approvals.putIfAbsent(SpanKey.of(span.key().traceId(), run), approval);
      }
      if (approval != null && parent != null && !ran(span) && ran(parent)) {
        // Some agents report the decision beside the run: the run is what was decided on.
        approvals.putIfAbsent(parent.key(), approval);
        approvals.remove(span.key());
      }
    }
  }

  private record Read(@Nullable ApprovalView approval, Set<String> offered) {
    static Read of(String json) {
      JsonNode attributes = Messages.valueOf(json);
      return new Read(ApprovalView.of(attributes), OfferedTools.names(attributes));
    }
  }

  /** What the keys of attributes about tools begin with. */
  static List<String> prefixes() {
    List<String> prefixes = new ArrayList<>(OfferedTools.prefixes());
    prefixes.add(ApprovalView.KEY);
    return prefixes;
  }

  /** Null when nobody was asked. */
  @Nullable ApprovalView approval(StoredSpan span) {
    return approvals.get(span.key());
  }

  private static boolean ran(StoredSpan span) {
    return span.tool() != null && (span.kind() == Kind.TOOL_CALL || span.kind() == Kind.MCP);
  }

  /** Sums up a turn. */
  OfTurn of(TurnSpans turn, List<FlowMessage> said) {
    Map<String, ToolUse> uses = new TreeMap<>();
    for (StoredSpan span : turn.all()) {
      offered.getOrDefault(span.key(), Set.of()).forEach(name -> add(uses, name, 1, 0, 0, 0, 0, 0));
    }
    Map<Called, Integer> times = new LinkedHashMap<>();
    Map<SpanKey, Integer> places = new HashMap<>();
    Set<String> seen = new HashSet<>();
    for (StoredSpan span : turn.all()) {
      StoredSpan.StoredTool tool = span.tool();
      if (tool == null || !ran(span) || span.call().role() == UsageRole.DUPLICATE) {
        continue;
      }
      String run = tool.callId() == null ? span.key().spanId() : tool.callId();
      if (!seen.add(span.key().traceId() + run)) {
        continue;
      }
      ApprovalView approval = approval(span);
      boolean refused = approval != null && approval.decision() == ApprovalView.Decision.REFUSED;
      add(
          uses,
          tool.name(),
          0,
          0,
          refused ? 0 : 1,
          span.failed() && !refused ? 1 : 0,
          approval != null && !refused ? 1 : 0,
          refused ? 1 : 0);
      Tool ran = tools.get(span.key());
      if (ran != null && ran.arguments() != null) {
        Called called = new Called(tool.name(), Messages.structured(ran.arguments()));
        places.put(span.key(), times.merge(called, 1, Integer::sum));
      }
    }
    asked(said, uses, times);
    times.forEach(
        (called, count) -> uses.computeIfPresent(called.tool(), (n, u) -> with(u, count)));
    return new OfTurn(List.copyOf(uses.values()), places);
  }

  /** What the answers ask for; where no run tells of its arguments, they tell of loops. */
  private static void asked(
      List<FlowMessage> said, Map<String, ToolUse> uses, Map<Called, Integer> times) {
    boolean runsKnown = !times.isEmpty();
    Set<String> ids = new HashSet<>();
    for (FlowMessage message : said) {
      if (message.direction() != Direction.OUTPUT) {
        continue;
      }
      for (JsonNode part : message.parts()) {
        String name = part.path("name").textValue();
        String id = part.path("id").textValue();
        if (!part.path("type").asText("").equals("tool_call")
            || name == null
            || (id != null && !ids.add(id))) {
          continue;
        }
        add(uses, name, 0, 1, 0, 0, 0, 0);
        JsonNode arguments = part.path("arguments");
        if (!runsKnown && !arguments.isMissingNode() && !arguments.isNull()) {
          JsonNode value =
              arguments.isTextual() ? Messages.structured(arguments.textValue()) : arguments;
          times.merge(new Called(name, value), 1, Integer::sum);
        }
      }
    }
  }

  private static void add(
      Map<String, ToolUse> uses,
      String name,
      int offered,
      int asked,
      int runs,
      int failed,
      int approved,
      int refused) {
    uses.merge(
        name,
        new ToolUse(name, offered > 0, asked, runs, failed, approved, refused, 0),
        ToolUse::plus);
  }

  private static ToolUse with(ToolUse use, int repeated) {
    return use.plus(new ToolUse(use.name(), false, 0, 0, 0, 0, 0, repeated));
  }

  /** All turns together, by name. */
  static List<ToolUse> sum(Collection<OfTurn> turns) {
    Map<String, ToolUse> sum = new TreeMap<>();
    turns.forEach(turn -> turn.uses().forEach(use -> sum.merge(use.name(), use, ToolUse::plus)));
    return List.copyOf(sum.values());
  }
}
