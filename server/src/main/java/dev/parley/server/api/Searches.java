package dev.parley.server.api;

import dev.parley.server.query.ConversationSearch;
import dev.parley.server.query.GroupSearch;
import dev.parley.server.query.ScoreSearch;
import dev.parley.server.query.SpanSearch;
import dev.parley.server.query.WorkflowSearch;
import dev.parley.server.store.SpanFilter;
import dev.parley.server.store.SpanReader;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;

/** Reads the filters of the lists. */
final class Searches {
  /** At which prices costs are shown: {@link dev.parley.server.query.PriceView}'s text form. */
  static final String PRICES = "prices";

  static final String FILTER = "filter";

  static final String[] CONVERSATION_PARAMETERS = {
    "from",
    "to",
    "environment",
    PRICES,
    "q",
    "user",
    "model",
    "errors",
    "unpriced",
    FILTER,
    "format",
    "sort",
    "order",
    "limit",
    "offset"
  };
  static final String[] WORKFLOW_PARAMETERS = {
    "from",
    "to",
    "environment",
    PRICES,
    "q",
    "type",
    "user",
    "model",
    "errors",
    "unpriced",
    "minCost",
    FILTER,
    "format",
    "sort",
    "order",
    "limit",
    "offset"
  };
  static final String[] SPAN_PARAMETERS = {
    "from",
    "to",
    "environment",
    PRICES,
    "spanKind",
    "category",
    "status",
    "conversation",
    "user",
    "workflow",
    "workflowType",
    "model",
    "q",
    "errorType",
    "minDurationMs",
    "minCost",
    "unpriced",
    FILTER,
    "format",
    "sort",
    "order",
    "limit",
    "offset"
  };

  static final String[] GROUP_PARAMETERS = {
    "from",
    "to",
    "environment",
    FILTER,
    PRICES,
    "format",
    "by",
    "of",
    "sort",
    "order",
    "limit",
    "offset"
  };

  static final String[] SCORE_PARAMETERS = {
    "from", "to", "name", "conversationId", "traceId", "spanId", "format", "limit", "offset"
  };

  private static final List<String> SPAN_KINDS =
      List.of("llm", "tool", "chain", "agent", "prompt", "other");
  private static final int PAGE = 50;
  private static final int LARGEST_PAGE = 500;

  /** A file is read by a program; a table of ten thousand rows is what one still opens. */
  private static final int LARGEST_FILE = 10_000;

  /** Beyond it nobody pages: a filter finds it sooner. */
  private static final int LARGEST_OFFSET = 1_000_000;

  private Searches() {}

  static ConversationSearch conversations(Parameters p) {
    String sort = p.choice("sort", "lastActivity", "cost", "tokens", "duration", "turns", "errors");
    return new ConversationSearch(
        p.text("q"),
        p.text("user"),
        p.text("model"),
        p.flag("errors"),
        p.flag("unpriced"),
        sort.equals("lastActivity")
            ? ConversationSearch.Sort.LAST_ACTIVITY
            : ConversationSearch.Sort.valueOf(sort.toUpperCase(Locale.ROOT)),
        descending(p),
        limit(p),
        offset(p),
        p.gatheredFilter());
  }

  static WorkflowSearch workflows(Parameters p) {
    String sort = p.choice("sort", "lastActivity", "cost", "tokens", "calls", "errors");
    return new WorkflowSearch(
        p.text("q"),
        p.text("type"),
        p.text("user"),
        p.text("model"),
        p.flag("errors"),
        p.flag("unpriced"),
        p.amount("minCost"),
        sort.equals("lastActivity")
            ? WorkflowSearch.Sort.LAST_ACTIVITY
            : WorkflowSearch.Sort.valueOf(sort.toUpperCase(Locale.ROOT)),
        descending(p),
        limit(p),
        offset(p),
        p.workflowFilter());
  }

  static GroupSearch groups(Parameters p) {
    String sort = p.choice("sort", "key", "cost", "spans", "calls", "tokens", "errors");
    return new GroupSearch(
        p.groupings(),
        SpanReader.Counted.valueOf(
            p.choice("of", "calls", "tools", "spans").toUpperCase(Locale.ROOT)),
        GroupSearch.Sort.valueOf(sort.toUpperCase(Locale.ROOT)),
        p.choice("order", sort.equals("key") ? "asc" : "desc", sort.equals("key") ? "desc" : "asc")
            .equals("desc"),
        isFile(p)
            ? p.number("limit", GroupSearch.MOST, 1, GroupSearch.MOST)
            : p.number("limit", LARGEST_PAGE, 1, LARGEST_FILE),
        offset(p));
  }

  static ScoreSearch scores(Parameters p) {
    String traceId = p.hex("traceId", 32);
    String spanId = p.hex("spanId", 16);
    if (spanId != null && traceId == null) {
      throw new BadRequestException("parameter traceId: missing (expected: the span's trace)");
    }
    return new ScoreSearch(
        p.scopeOrAll(),
        p.text("name"),
        p.text("conversationId"),
        traceId,
        spanId,
        limit(p),
        offset(p));
  }

  /** Whether the answer is wanted as a file of comma-separated values. */
  static boolean isFile(Parameters p) {
    return p.choice("format", "json", "csv").equals("csv");
  }

  static SpanSearch spans(Parameters p) {
    List<String> kinds = p.choices("spanKind", SPAN_KINDS);
    String status = p.choice("status", "any", "error", "ok");
    boolean unpriced = p.flag("unpriced");
    BigDecimal minCost = p.amount("minCost");
    SpanFilter filter =
        new SpanFilter(
            // A filter says by itself what is looked for, a tool for example.
            kinds != null ? kinds : p.filter() == null ? List.of("llm") : List.of(),
            p.text("category"),
            status.equals("any") ? null : status.equals("error"),
            p.text("conversation"),
            p.text("user"),
            p.text("workflow"),
            p.text("workflowType"),
            p.text("model"),
            p.text("q"),
            p.text("errorType"),
            p.duration("minDurationMs"),
            (unpriced || minCost != null) ? true : null);
    return new SpanSearch(
        filter,
        unpriced,
        minCost,
        SpanSearch.Sort.valueOf(
            p.choice("sort", "start", "duration", "cost", "tokens").toUpperCase(Locale.ROOT)),
        descending(p),
        limit(p),
        offset(p));
  }

  private static boolean descending(Parameters p) {
    return p.choice("order", "desc", "asc").equals("desc");
  }

  private static int limit(Parameters p) {
    return isFile(p)
        ? p.number("limit", LARGEST_FILE, 1, LARGEST_FILE)
        : p.number("limit", PAGE, 1, LARGEST_PAGE);
  }

  private static int offset(Parameters p) {
    return p.number("offset", 0, 0, LARGEST_OFFSET);
  }
}
