/**
 * Takes the context along through Project Reactor's pipelines. Reactor is an optional dependency:
 * nothing here is loaded unless it is used.
 *
 * <h2>Starting points</h2>
 *
 * {@link dev.parley.sdk.reactor.ReactorPropagation}.
 */
@NullMarked
package dev.parley.sdk.reactor;

import org.jspecify.annotations.NullMarked;
