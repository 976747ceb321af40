/**
 * What this process has seen so far of its workflows and conversations: cost, calls, tokens, turns.
 * Fed by every span that ends, bounded in memory, for questions that the application asks itself.
 * The server knows all processes; this knows one.
 *
 * <h2>Starting points</h2>
 *
 * {@link dev.parley.sdk.tracking.WorkflowTracker}, {@link
 * dev.parley.sdk.tracking.ConversationTracker}; a {@link dev.parley.sdk.Parley} has one of each.
 */
@NullMarked
package dev.parley.sdk.tracking;

import org.jspecify.annotations.NullMarked;
