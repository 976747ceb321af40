package dev.parley.server.trace;

import dev.parley.server.model.Kind;
import dev.parley.server.model.UsageRole;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decides how the usage of each span of a trace enters sums, from the innermost spans outwards.
 *
 * <p>A span that asks a model is compared with the calls inside of it that no tool and no agent
 * stands between. Where one of them is the same call, the inner one counts, since it knows best
 * what was used; the outer one counts where only it says what was used. A span that sums up several
 * calls is an aggregate. Aggregates, and spans of other kinds that tell usage, count only where
 * nothing inside of them does: by subtree, not by trace.
 */
final class Roles {
  /** A sum of calls that differs by no more is the same sum. */
  private static final double SUM_TOLERANCE = 0.02;

  /** More calls inside of one span are not told apart; a call has a few views, not hundreds. */
  private static final int MOST_CALLS = 256;

  private final TraceTree tree;
  final UsageRole[] role;
  final boolean[] counted;

  /** Index of the span that counts for each, -1 for none. */
  final int[] duplicateOf;

  final boolean[] fills;
  final int[] seenBy;

  /** Whether something inside of each span is counted that tells usage. */
  private final boolean[] covered;

  /** The nearest span around each that may be a call, with no tool and no agent between, or -1. */
  private final int[] callAround;

  /** The nearest run of a tool around each, with no agent and no call between, or -1. */
  private final int[] toolAround;

  /** Calls inside of each span that may be the same as it, as many as are told apart. */
  private final @Nullable List<Integer>[] inside;

  /** Whether more calls are inside of each span. */
  private final boolean[] more;

  @SuppressWarnings("unchecked") // An array of lists can't be made otherwise.
  Roles(TraceTree tree) {
    this.tree = tree;
    int size = tree.size();
    role = new UsageRole[size];
    counted = new boolean[size];
    duplicateOf = new int[size];
    fills = new boolean[size];
    seenBy = new int[size];
    covered = new boolean[size];
    callAround = new int[size];
    toolAround = new int[size];
    inside = (List<Integer>[]) new List<?>[size];
    more = new boolean[size];
    Arrays.fill(duplicateOf, -1);
    Arrays.fill(seenBy, 1);
    lookAround();
    for (int at = size - 1; at >= 0; at--) {
      decide(tree.downwards[at]);
    }
    joinSiblings();
    followDuplicates();
  }

  /**
   * What a span is of whose trace nothing else is known; the same as in a trace of it alone, which
   * is what most spans are when they arrive.
   */
  static UsageRole alone(SpanFacts span) {
    if (span.mark() == Mark.SUPERSEDED) {
      return UsageRole.DUPLICATE;
    }
    if (span.mayBeCall()) {
      return isEmpty(span, false) ? UsageRole.DUPLICATE : UsageRole.OWN;
    }
    return isSum(span) ? UsageRole.AGGREGATE : UsageRole.NONE;
  }

  /** Whether a call without calls inside is none of its own. */
  private static boolean isEmpty(SpanFacts span, boolean covered) {
    return span.mark() == Mark.WRAPPER && (covered || !span.tellsUsage());
  }

  private static boolean isSum(SpanFacts span) {
    return span.tellsUsage() && span.kind().isGenAi() && span.mark() != Mark.UNCOUNTED;
  }

  private SpanFacts span(int i) {
    return tree.spans.get(i);
  }

  private void lookAround() {
    for (int i : tree.downwards) {
      int parent = tree.parent[i];
      if (parent < 0) {
        callAround[i] = -1;
        toolAround[i] = -1;
        continue;
      }
      Kind kind = span(parent).kind();
      boolean call = span(parent).mayBeCall();
      boolean wall = kind == Kind.TOOL_CALL || kind == Kind.AGENT;
      callAround[i] = call ? parent : wall ? -1 : callAround[parent];
      toolAround[i] =
          kind == Kind.TOOL_CALL ? parent : call || kind == Kind.AGENT ? -1 : toolAround[parent];
    }
  }

  private void decide(int i) {
    SpanFacts span = span(i);
    role[i] = UsageRole.NONE;
    if (span.mark() == Mark.SUPERSEDED) {
      role[i] = UsageRole.DUPLICATE;
      covered[i] |= span.tellsUsage();
    } else if (span.mayBeCall()) {
      decideCall(i, span);
    } else if (isSum(span)) {
      role[i] = UsageRole.AGGREGATE;
      counted[i] = !covered[i];
      covered[i] = true;
    } else if (span.kind() == Kind.TOOL_CALL) {
      decideTool(i, span);
    }
    List<Integer> calls = role[i] == UsageRole.OWN ? List.of(i) : inside[i];
    int around = callAround[i];
    if (around >= 0 && calls != null) {
      List<Integer> known = inside[around];
      if (known == null) {
        known = new ArrayList<>();
        inside[around] = known;
      }
      int room = MOST_CALLS - known.size();
      more[around] |= calls.size() > room || (role[i] != UsageRole.OWN && more[i]);
      known.addAll(calls.subList(0, Math.min(calls.size(), room)));
    }
    int parent = tree.parent[i];
    if (parent >= 0) {
      covered[parent] |= covered[i];
    }
  }

  private void decideCall(int i, SpanFacts span) {
    List<Integer> found = inside[i];
    List<Integer> calls = new ArrayList<>();
    if (found != null) {
      for (int inner : found) {
        if (span.mark() == Mark.WRAPPER || SameCall.possible(span, span(inner))) {
          calls.add(inner);
        }
      }
      calls.sort(null);
    }
    List<Integer> telling = calls.stream().filter(c -> span(c).tellsUsage()).toList();
    int same = same(span, calls, telling);
    if (calls.isEmpty()) {
      set(i, isEmpty(span, covered[i]) ? UsageRole.DUPLICATE : UsageRole.OWN, -1);
    } else if (telling.isEmpty() && (span.tellsUsage() || speaksAlone(span, calls))) {
      // Attempts of which only the outer span knows the outcome.
      set(i, UsageRole.OWN, -1);
      calls.forEach(inner -> set(inner, UsageRole.DUPLICATE, i));
    } else if (same >= 0) {
      set(i, UsageRole.DUPLICATE, same);
    } else if (!span.tellsUsage()
        || span.mark() == Mark.WRAPPER
        || more[i]
        || sumsUp(span, calls, telling)) {
      set(i, UsageRole.AGGREGATE, -1);
    } else {
      set(i, UsageRole.OWN, -1);
    }
    covered[i] |= span.tellsUsage();
  }

  /** The inner call that the span tells of, or -1 where that can't be said. */
  private int same(SpanFacts span, List<Integer> calls, List<Integer> telling) {
    for (int inner : telling) {
      if (SameCall.sameResponse(span, span(inner))) {
        return inner;
      }
    }
    for (int inner : telling) {
      if (SameCall.sameTokens(span, span(inner))) {
        return inner;
      }
    }
    if (calls.size() == 1) {
      return calls.get(0);
    }
    // Attempts that failed without using anything, and the one that did not.
    return telling.size() == 1 && !span.tellsUsage() ? telling.get(0) : -1;
  }

  private boolean speaksAlone(SpanFacts span, List<Integer> calls) {
    return span.hasContent() && calls.stream().noneMatch(c -> span(c).hasContent());
  }

  /** Where some of the calls don't say what they used, the rest need not make up the sum. */
  private boolean sumsUp(SpanFacts span, List<Integer> calls, List<Integer> telling) {
    SpanFacts.Tokens whole = span.usage();
    if (telling.size() < calls.size() || whole == null) {
      return true;
    }
    long sum = 0;
    for (int inner : telling) {
      SpanFacts.Tokens tokens = span(inner).usage();
      if (tokens == null || tokens.total() < 0) {
        return true;
      }
      sum += tokens.total();
    }
    return Math.abs(whole.total() - sum) <= Math.max(1, SUM_TOLERANCE * sum);
  }

  private void set(int i, UsageRole decided, int counting) {
    role[i] = decided;
    counted[i] = decided == UsageRole.OWN;
    duplicateOf[i] = counting;
  }

  /** The outermost span of a run counts: it is the one that the agent waited for. */
  private void decideTool(int i, SpanFacts span) {
    int outer = toolAround[i];
    if (outer >= 0 && isSameRun(span(outer), span)) {
      role[i] = UsageRole.DUPLICATE;
      duplicateOf[i] = outer;
    }
  }

  private static boolean isSameRun(SpanFacts outer, SpanFacts inner) {
    if (outer.toolName() == null || !outer.toolName().equals(inner.toolName())) {
      return false;
    }
    if (outer.toolCallId() != null && inner.toolCallId() != null) {
      return outer.toolCallId().equals(inner.toolCallId());
    }
    // MCP's client and server spans of a run carry no id of the model's tool call.
    return switch (inner.otelKind()) {
      case CLIENT, SERVER -> SameCall.contains(outer, inner);
      default -> false;
    };
  }

  /** Two instrumentations side by side that name the same response at the same time. */
  private void joinSiblings() {
    Map<String, List<Integer>> byResponse = new HashMap<>();
    for (int i = 0; i < tree.size(); i++) {
      String response = span(i).responseId();
      if (role[i] == UsageRole.OWN && response != null) {
        byResponse.computeIfAbsent(response, key -> new ArrayList<>()).add(i);
      }
    }
    for (List<Integer> calls : byResponse.values()) {
      for (int a = 0; a < calls.size() && calls.size() <= MOST_CALLS; a++) {
        for (int b = a + 1; b < calls.size(); b++) {
          joinSiblings(calls.get(a), calls.get(b));
        }
      }
    }
  }

  private void joinSiblings(int a, int b) {
    SpanFacts one = span(a);
    SpanFacts other = span(b);
    boolean alike =
        role[a] == UsageRole.OWN
            && role[b] == UsageRole.OWN
            && one.kind() == other.kind()
            && !one.scope().equals(other.scope())
            && SameCall.overlap(one, other)
            && (one.usage() == null || other.usage() == null || SameCall.sameTokens(one, other));
    if (alike) {
      // The later one is the inner one: it started when the other had begun.
      boolean earlier = one.tellsUsage() && !other.tellsUsage();
      set(earlier ? b : a, UsageRole.DUPLICATE, earlier ? a : b);
    }
  }

  private void followDuplicates() {
    boolean[] filled = new boolean[tree.size()];
    for (int at = tree.size() - 1; at >= 0; at--) {
      int i = tree.downwards[at];
      int counting = duplicateOf[i];
      if (counting < 0) {
        continue;
      }
      while (duplicateOf[counting] >= 0) {
        counting = duplicateOf[counting];
      }
      duplicateOf[i] = counting;
      seenBy[counting]++;
      // The innermost that has messages.
      if (span(i).hasContent() && !span(counting).hasContent() && !filled[counting]) {
        fills[i] = true;
        filled[counting] = true;
      }
    }
  }
}
