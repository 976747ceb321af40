package dev.parley.sdk.tracking;

import dev.parley.pricing.Usage;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A turn that was added to a conversation.
 *
 * @param number from 1, by this process
 * @param userMessage cut after {@value ConversationTracker#MAX_TEXT} characters; null when not
 *     given
 * @param assistantMessage likewise
 * @param model null when not given
 * @param cost in US dollars; null when unknown
 */
public record TrackedTurn(
    long number,
    Instant at,
    @Nullable String userMessage,
    @Nullable String assistantMessage,
    @Nullable String model,
    Usage usage,
    @Nullable BigDecimal cost) {}
