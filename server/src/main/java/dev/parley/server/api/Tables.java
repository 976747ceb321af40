package dev.parley.server.api;

import dev.parley.server.api.Csv.Cell;
import dev.parley.server.query.ConversationPage;
import dev.parley.server.query.ConversationRow;
import dev.parley.server.query.CostSource;
import dev.parley.server.query.Groups;
import dev.parley.server.query.Money;
import dev.parley.server.query.ScorePage;
import dev.parley.server.query.ScoreView;
import dev.parley.server.query.SpanItem;
import dev.parley.server.query.SpanPage;
import dev.parley.server.query.Tokens;
import dev.parley.server.query.WorkflowPage;
import dev.parley.server.query.WorkflowRow;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The lists as files of values: one column a figure, money in US dollars, times in UTC. */
final class Tables {
  private Tables() {}

  static Object answer(Parameters p, Groups groups) {
    return Searches.isFile(p) ? groups(groups) : groups;
  }

  static Object answer(Parameters p, ConversationPage page) {
    return Searches.isFile(p) ? conversations(page) : page;
  }

  static Object answer(Parameters p, WorkflowPage page) {
    return Searches.isFile(p) ? workflows(page) : page;
  }

  static Object answer(Parameters p, SpanPage page) {
    return Searches.isFile(p) ? spans(page) : page;
  }

  static Object answer(Parameters p, ScorePage page) {
    return Searches.isFile(p) ? scores(page) : page;
  }

  private static Csv scores(ScorePage page) {
    List<List<Cell>> rows = new ArrayList<>();
    for (ScoreView row : page.scores()) {
      rows.add(
          List.of(
              time(row.time()),
              Cell.text(row.id()),
              Cell.text(row.name()),
              Cell.figure(row.value()),
              Cell.text(row.label()),
              Cell.text(row.explanation()),
              Cell.text(row.evaluator()),
              Cell.figure(row.source().name().toLowerCase(Locale.ROOT)),
              Cell.text(row.conversationId()),
              Cell.figure(row.turn()),
              Cell.figure(row.traceId()),
              Cell.figure(row.spanId()),
              Cell.text(row.responseId())));
    }
    return new Csv(
        "scores.csv",
        List.of(
            "time",
            "id",
            "name",
            "value",
            "label",
            "explanation",
            "evaluator",
            "source",
            "conversation",
            "turn",
            "trace",
            "span",
            "response"),
        rows);
  }

  private static Csv groups(Groups groups) {
    List<String> header = new ArrayList<>(groups.by());
    header.addAll(
        List.of(
            "spans",
            "calls",
            "errors",
            "conversations",
            "workflows",
            "tokens",
            "input_tokens",
            "cache_read_tokens",
            "cache_write_tokens",
            "output_tokens",
            "reasoning_tokens",
            "cost_usd",
            "cost_source",
            "unpriced_calls",
            "cost_per_call_usd",
            "cost_per_conversation_usd",
            "cost_per_workflow_usd",
            "p50_ms",
            "p90_ms",
            "p95_ms",
            "p99_ms"));
    List<List<Cell>> rows = new ArrayList<>();
    for (Groups.Row row : groups.groups()) {
      List<Cell> cells = new ArrayList<>();
      row.key().forEach(key -> cells.add(Cell.text(key.value())));
      cells.addAll(
          List.of(
              Cell.figure(row.spans()),
              Cell.figure(row.calls()),
              Cell.figure(row.errors()),
              Cell.figure(row.conversations()),
              Cell.figure(row.workflows()),
              Cell.figure(row.tokens().total()),
              Cell.figure(row.tokens().input()),
              Cell.figure(row.cacheReadTokens()),
              Cell.figure(row.cacheWriteTokens()),
              Cell.figure(row.tokens().output()),
              Cell.figure(row.reasoningTokens()),
              money(row.cost()),
              source(row.costSource()),
              Cell.figure(row.unpricedCalls()),
              money(row.costPerCall()),
              money(row.costPerConversation()),
              money(row.costPerWorkflow()),
              millis(row.p50Ms()),
              millis(row.p90Ms()),
              millis(row.p95Ms()),
              millis(row.p99Ms())));
      rows.add(cells);
    }
    return new Csv("groups.csv", header, rows);
  }

  private static Csv conversations(ConversationPage page) {
    List<List<Cell>> rows = new ArrayList<>();
    for (ConversationRow row : page.conversations()) {
      rows.add(
          List.of(
              Cell.text(row.id()),
              Cell.text(row.title()),
              Cell.text(row.user()),
              Cell.text(String.join(" ", row.environments())),
              time(row.firstActivity()),
              time(row.lastActivity()),
              Cell.figure(row.turns()),
              Cell.figure(row.calls()),
              Cell.figure(row.toolCalls()),
              Cell.figure(row.errors()),
              Cell.figure(row.tokens().total()),
              Cell.figure(row.tokens().input()),
              Cell.figure(row.tokens().output()),
              money(row.cost()),
              source(row.costSource()),
              Cell.figure(row.unpricedCalls()),
              millis(row.durationMs()),
              Cell.text(String.join(" ", row.models())),
              Cell.text(String.join(" ", row.workflowTypes()))));
    }
    return new Csv(
        "conversations.csv",
        List.of(
            "conversation",
            "title",
            "user",
            "environments",
            "first_activity",
            "last_activity",
            "turns",
            "calls",
            "tool_calls",
            "errors",
            "tokens",
            "input_tokens",
            "output_tokens",
            "cost_usd",
            "cost_source",
            "unpriced_calls",
            "duration_ms",
            "models",
            "workflow_types"),
        rows);
  }

  private static Csv workflows(WorkflowPage page) {
    List<List<Cell>> rows = new ArrayList<>();
    for (WorkflowRow row : page.workflows()) {
      rows.add(
          List.of(
              Cell.text(row.id()),
              Cell.text(String.join(" ", row.types())),
              Cell.text(String.join(" ", row.environments())),
              time(row.firstActivity()),
              time(row.lastActivity()),
              Cell.figure(row.conversations()),
              Cell.figure(row.spans()),
              Cell.figure(row.calls()),
              Cell.figure(row.toolCalls()),
              Cell.figure(row.errors()),
              Cell.figure(row.tokens().total()),
              money(row.cost()),
              source(row.costSource()),
              Cell.figure(row.unpricedCalls()),
              Cell.text(String.join(" ", row.models()))));
    }
    return new Csv(
        "workflows.csv",
        List.of(
            "workflow",
            "types",
            "environments",
            "first_activity",
            "last_activity",
            "conversations",
            "spans",
            "calls",
            "tool_calls",
            "errors",
            "tokens",
            "cost_usd",
            "cost_source",
            "unpriced_calls",
            "models"),
        rows);
  }

  private static Csv spans(SpanPage page) {
    List<List<Cell>> rows = new ArrayList<>();
    for (SpanItem row : page.spans()) {
      Tokens tokens = row.tokens();
      rows.add(
          List.of(
              time(row.start()),
              Cell.figure(row.traceId()),
              Cell.figure(row.spanId()),
              Cell.text(row.name()),
              Cell.figure(row.kind().name().toLowerCase(Locale.ROOT)),
              Cell.text(row.service()),
              Cell.text(row.environment()),
              Cell.text(row.provider()),
              Cell.text(row.model()),
              Cell.text(row.conversationId()),
              Cell.figure(row.turn()),
              Cell.text(row.user()),
              Cell.text(row.agent()),
              Cell.text(row.tool()),
              millis(row.durationMs()),
              millis(row.timeToFirstTokenMs()),
              Cell.figure(tokens == null ? null : tokens.total()),
              Cell.figure(tokens == null ? null : tokens.input()),
              Cell.figure(tokens == null ? null : tokens.output()),
              money(row.cost()),
              source(row.costSource()),
              Cell.text(row.failure() == null ? null : row.failure().type())));
    }
    return new Csv(
        "spans.csv",
        List.of(
            "start",
            "trace",
            "span",
            "name",
            "kind",
            "service",
            "environment",
            "provider",
            "model",
            "conversation",
            "turn",
            "user",
            "agent",
            "tool",
            "duration_ms",
            "time_to_first_token_ms",
            "tokens",
            "input_tokens",
            "output_tokens",
            "cost_usd",
            "cost_source",
            "error"),
        rows);
  }

  private static Cell money(@Nullable Money money) {
    return Cell.figure(money == null ? null : money.amount().toPlainString());
  }

  private static Cell source(@Nullable CostSource source) {
    return Cell.figure(source == null ? null : source.name().toLowerCase(Locale.ROOT));
  }

  private static Cell time(Instant time) {
    return Cell.figure(time);
  }

  private static Cell millis(@Nullable Double millis) {
    return Cell.figure(
        millis == null ? null : BigDecimal.valueOf(millis).stripTrailingZeros().toPlainString());
  }
}
