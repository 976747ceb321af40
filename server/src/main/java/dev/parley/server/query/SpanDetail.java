package dev.parley.server.query;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.server.store.Messages;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A span with everything that is stored about it; content that is gone is JSON null.
 *
 * @param scores of the span and its answer, newest first
 */
public record SpanDetail(
    // Its tool is a name; here it is all that is known of the tool.
    @JsonUnwrapped @JsonIgnoreProperties("tool") SpanItem item,
    @Nullable String parentSpanId,
    String otelKind,
    JsonNode resource,
    ScopeView scope,
    JsonNode attributes,
    List<Event> events,
    JsonNode links,
    List<MessageView> system,
    List<MessageView> input,
    List<MessageView> output,
    @Nullable ToolView tool,
    @Nullable UsageView usage,
    List<String> finishReasons,
    @Nullable String responseId,
    @Nullable String serviceTier,
    @Nullable String requestModel,
    @Nullable String responseModel,
    String dialect,
    int droppedAttributes,
    @Nullable Money costReported,
    @Nullable Money costBook,
    List<ScoreView> scores) {

  public record ScopeView(String name, String version) {}

  public record Event(@Nullable String name, @Nullable Instant time, JsonNode attributes) {}

  /** {@code parts} as in the GenAI conventions. */
  public record MessageView(String role, JsonNode parts, @Nullable String name) {
    static MessageView of(@Nullable String json) {
      JsonNode message = Messages.valueOf(json);
      return new MessageView(
          Messages.role(message), Messages.parts(message), Messages.name(message));
    }
  }

  /** Disjoint buckets; null where unknown. */
  public record UsageView(
      @Nullable Long inputUncached,
      @Nullable Long cacheRead,
      @Nullable Long cacheWrite,
      @Nullable Long output,
      @Nullable Long reasoning,
      @Nullable Long audioInput,
      @Nullable Long audioOutput) {}
}
