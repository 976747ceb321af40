package dev.parley.server.query;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.server.model.Kind;
import dev.parley.server.model.OtelKind;
import dev.parley.server.model.Status;
import dev.parley.server.model.UsageRole;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All turns of a conversation, whatever the range.
 *
 * @param turnsInRange turns with a GenAI span in the range and environment asked for
 * @param truncated whether the conversation has more spans than were read
 * @param totals the figures over everything
 * @param scores of the conversation as a whole, by time
 * @param tools of all turns together, by name
 */
public record ConversationFlow(
    String id,
    @Nullable String user,
    List<String> environments,
    Instant firstActivity,
    Instant lastActivity,
    int turnsTotal,
    int turnsInRange,
    boolean truncated,
    ConversationRow totals,
    List<ScoreView> scores,
    List<ToolUse> tools,
    List<Turn> turns) {

  /**
   * One turn.
   *
   * @param number the number that the caller set, else the place by start, from 1
   * @param automatic whether no caller set it
   * @param status error when the turn's last top-level span failed or none of its calls succeeded
   * @param failures the deepest failing spans, each failure once
   * @param request the server span that caused the turn, if stored
   * @param messages those that no earlier turn showed, in order of the talk
   * @param repeated how many messages of this turn's history earlier turns showed
   * @param scores of the turn, its spans and their answers, by time
   * @param tools that were offered, asked for or run, by name
   * @param steps its GenAI spans in tree order
   */
  public record Turn(
      int number,
      boolean automatic,
      boolean inRange,
      Instant start,
      double durationMs,
      List<String> traceIds,
      @Nullable String user,
      @Nullable String environment,
      Status status,
      List<TurnFailure> failures,
      Tokens tokens,
      @Nullable Money cost,
      @Nullable CostSource costSource,
      long unpricedCalls,
      long calls,
      List<String> models,
      List<String> agents,
      @Nullable WorkflowView workflow,
      @Nullable String category,
      @Nullable Request request,
      List<FlowMessage> messages,
      int repeated,
      boolean contentCaptured,
      List<ScoreView> scores,
      List<ToolUse> tools,
      List<StepView> steps) {}

  public record TurnFailure(String type, @Nullable String message, String traceId, String spanId) {}

  public record WorkflowView(@Nullable String id, @Nullable String type) {}

  public record Request(String traceId, String spanId, String name, OtelKind otelKind) {}

  /** Which way a message went. */
  public enum Direction {
    INPUT,
    OUTPUT
  }

  /**
   * {@code parts} as in the GenAI conventions; {@code time} is the call's start for input, its end
   * for output.
   */
  public record FlowMessage(
      String role,
      JsonNode parts,
      @Nullable String name,
      String hash,
      String spanId,
      String traceId,
      Instant time,
      Direction direction,
      @Nullable String model,
      @Nullable String finishReason) {}

  /**
   * A GenAI span of a turn.
   *
   * @param depth GenAI ancestors within the turn
   * @param approval whether somebody let the tool run; null where nobody was asked
   * @param repetition the how manieth run of the tool with the same arguments in the turn, from 1;
   *     null for what is no run of a tool, and without arguments
   * @param counted whether the figures count it as a call
   * @param seenBy how many spans tell of the same call or the same run of a tool
   */
  public record StepView(
      String traceId,
      String spanId,
      @Nullable String parentSpanId,
      int depth,
      Kind kind,
      String name,
      @Nullable String model,
      @Nullable String agent,
      @Nullable ToolView tool,
      @Nullable ApprovalView approval,
      @Nullable Integer repetition,
      Instant start,
      double durationMs,
      Status status,
      SpanItem.@Nullable FailureView failure,
      @Nullable Tokens tokens,
      @Nullable Money cost,
      UsageRole role,
      boolean counted,
      int seenBy) {}
}
