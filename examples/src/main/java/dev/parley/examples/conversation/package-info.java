/**
 * A conversation of several turns, what it has cost, and what its user thinks of it.
 *
 * <p>Starting point: {@link dev.parley.examples.conversation.Conversations}.
 */
@NullMarked
package dev.parley.examples.conversation;

import org.jspecify.annotations.NullMarked;
