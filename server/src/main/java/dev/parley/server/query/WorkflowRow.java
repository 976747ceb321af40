package dev.parley.server.query;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A workflow's figures.
 *
 * @param types its types, sorted
 * @param firstActivity when its first span started
 * @param lastActivity when its last span ended
 * @param spans all spans that name it, GenAI or not
 * @param errors its failures, each once: failed spans that no failed span is right inside of
 * @param models most calls first
 */
public record WorkflowRow(
    String id,
    List<String> types,
    List<String> environments,
    Instant firstActivity,
    Instant lastActivity,
    long conversations,
    long spans,
    long calls,
    long toolCalls,
    long errors,
    Tokens tokens,
    @Nullable Money cost,
    @Nullable CostSource costSource,
    long unpricedCalls,
    List<String> models) {}
