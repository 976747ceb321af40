package dev.parley.server.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which spans a list shows; a null component does not restrict.
 *
 * @param spanKinds groups of kinds, empty for all GenAI spans
 * @param category the span's own, else that of the nearest span around it that names one
 * @param text part of the name, trace id, model, tool, agent, user or conversation,
 *     case-insensitive
 * @param workflowId the workflow that the span is part of
 * @param workflowType the type of that workflow
 * @param failed true for failed spans only, false for the others only
 * @param minDurationNanos shortest duration that is shown
 * @param calls true for calls only, false for the others only
 */
public record SpanFilter(
    List<String> spanKinds,
    @Nullable String category,
    @Nullable Boolean failed,
    @Nullable String conversationId,
    @Nullable String userId,
    @Nullable String workflowId,
    @Nullable String workflowType,
    @Nullable String model,
    @Nullable String text,
    @Nullable String errorType,
    @Nullable Long minDurationNanos,
    @Nullable Boolean calls) {
  public SpanFilter {
    spanKinds = List.copyOf(spanKinds);
  }

  /** The same for spans that are no calls. */
  public SpanFilter withoutCalls() {
    return new SpanFilter(
        spanKinds,
        category,
        failed,
        conversationId,
        userId,
        workflowId,
        workflowType,
        model,
        text,
        errorType,
        minDurationNanos,
        false);
  }
}
