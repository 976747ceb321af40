package dev.parley.server.query;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A conversation's figures.
 *
 * @param title its first user message, cut; null when content was not captured
 * @param user who was seen last
 * @param lastActivity when its last span ended
 * @param durationMs the sum over its turns of first start to last end of the spans that name the
 *     conversation
 * @param models most calls first
 * @param errors failed calls and failed tool calls
 */
public record ConversationRow(
    String id,
    @Nullable String title,
    @Nullable String user,
    List<String> environments,
    Instant firstActivity,
    Instant lastActivity,
    long turns,
    long calls,
    long toolCalls,
    long messages,
    boolean messagesApproximate,
    Tokens tokens,
    @Nullable Money cost,
    @Nullable CostSource costSource,
    long unpricedCalls,
    double durationMs,
    List<String> models,
    long errors,
    List<String> agents,
    List<String> workflowTypes,
    @Nullable String category) {}
