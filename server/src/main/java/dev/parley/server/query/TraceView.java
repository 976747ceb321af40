package dev.parley.server.query;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.parley.server.model.OtelKind;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A trace.
 *
 * @param errors failed spans
 * @param conversationIds all that its spans name; where there are several, spans that none of them
 *     is certain for have none
 * @param userIds the same of users
 * @param truncated whether the trace has more spans than are shown
 * @param scores of the trace, its spans and their answers, newest first
 * @param spans in tree order, children by start
 */
public record TraceView(
    String traceId,
    Instant start,
    double durationMs,
    List<String> services,
    long errors,
    Tokens tokens,
    @Nullable Money cost,
    long unpricedCalls,
    List<String> conversationIds,
    List<String> userIds,
    boolean truncated,
    List<ScoreView> scores,
    List<Node> spans) {

  /**
   * A span in its place.
   *
   * @param depth 0 for roots and orphans
   * @param scope name of the instrumentation scope
   * @param orphan whether its parent is named but not stored
   */
  public record Node(
      @JsonUnwrapped SpanItem item,
      @Nullable String parentSpanId,
      OtelKind otelKind,
      int depth,
      String scope,
      boolean orphan) {}
}
