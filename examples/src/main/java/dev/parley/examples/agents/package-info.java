/**
 * Several agents that share a conversation.
 *
 * <p>Starting point: {@link dev.parley.examples.agents.RoutedAgents}.
 */
@NullMarked
package dev.parley.examples.agents;

import org.jspecify.annotations.NullMarked;
