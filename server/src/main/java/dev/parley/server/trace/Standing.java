package dev.parley.server.trace;

import dev.parley.server.model.UsageRole;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a span is within its trace. It changes when other spans of the trace arrive.
 *
 * @param role how its usage and cost enter sums
 * @param counted whether every figure counts it as one call: an {@link UsageRole#OWN} call, or an
 *     {@link UsageRole#AGGREGATE} with no counted usage inside of it
 * @param duplicateOf id of the span of the same trace that counts for it (of a tool's run, the
 *     outermost span of the run), 0 for none
 * @param fills whether its messages stand in for those that {@code duplicateOf} lacks
 * @param seenBy how many spans tell of the same call or the same run of a tool, this one included;
 *     1 for a duplicate
 * @param conversationId its own or found, or null where there is none or it is ambiguous
 * @param conversationSource null exactly without an id
 * @param userId as {@code conversationId}
 * @param userSource null exactly without an id
 * @param agentId or null
 * @param agentName or null
 * @param agentSource null exactly without id and name
 */
public record Standing(
    UsageRole role,
    boolean counted,
    long duplicateOf,
    boolean fills,
    int seenBy,
    @Nullable String conversationId,
    @Nullable Source conversationSource,
    @Nullable String userId,
    @Nullable Source userSource,
    @Nullable String agentId,
    @Nullable String agentName,
    @Nullable Source agentSource) {

  // By hand, because a record's own is a chain of method handles, and each span's is compared.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Standing standing
        && role == standing.role
        && counted == standing.counted
        && duplicateOf == standing.duplicateOf
        && fills == standing.fills
        && seenBy == standing.seenBy
        && conversationSource == standing.conversationSource
        && userSource == standing.userSource
        && agentSource == standing.agentSource
        && Objects.equals(conversationId, standing.conversationId)
        && Objects.equals(userId, standing.userId)
        && Objects.equals(agentId, standing.agentId)
        && Objects.equals(agentName, standing.agentName);
  }

  @Override
  public int hashCode() {
    return Objects.hash(role, counted, duplicateOf, conversationId, userId, agentId, agentName);
  }

  /** The same with another part in sums. */
  public Standing with(UsageRole newRole, boolean newCounted) {
    return new Standing(
        newRole,
        newCounted,
        duplicateOf,
        fills,
        seenBy,
        conversationId,
        conversationSource,
        userId,
        userSource,
        agentId,
        agentName,
        agentSource);
  }
}
