package dev.parley.server.model;

import org.jspecify.annotations.Nullable;

/**
 * To whom and to what a span belongs; every part may be unknown (null).
 *
 * @param conversationId the conversation, never invented
 * @param turn the turn's number within its conversation
 * @param turnAutomatic whether {@code turn} is a hint that the emitter's process counted by itself
 *     rather than a number that the caller set
 * @param userId the end user
 * @param workflowId the workflow
 * @param workflowType the workflow's type, such as {@code rag}
 * @param agentId the agent's id
 * @param agentName the agent's name
 * @param category the business category ({@code user.category}), stored raw
 */
public record Identity(
    @Nullable String conversationId,
    @Nullable Integer turn,
    boolean turnAutomatic,
    @Nullable String userId,
    @Nullable String workflowId,
    @Nullable String workflowType,
    @Nullable String agentId,
    @Nullable String agentName,
    @Nullable String category) {

  /** Nothing known. */
  public static final Identity NONE =
      new Identity(null, null, false, null, null, null, null, null, null);
}
