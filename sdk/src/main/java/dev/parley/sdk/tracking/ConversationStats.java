package dev.parley.sdk.tracking;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The sums of one conversation so far; a snapshot that changes no more.
 *
 * @param turnCount turns that had a call or were added
 * @param calls calls of models
 * @param unpricedCalls those whose cost is unknown
 * @param totalCost exact, in US dollars, of the calls whose cost is known
 * @param inputTokens of the calls that told it
 * @param outputTokens of the calls that told it
 * @param models that served it, each once, in the order of their first call
 * @param startedAt when it was first seen
 * @param userId null when nobody said
 */
public record ConversationStats(
    String conversationId,
    long turnCount,
    long calls,
    long unpricedCalls,
    BigDecimal totalCost,
    long inputTokens,
    long outputTokens,
    Set<String> models,
    Instant startedAt,
    @Nullable String userId) {}
