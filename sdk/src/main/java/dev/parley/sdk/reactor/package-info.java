/**
 * Observes Project Reactor's pipelines and takes the context along through them. Reactor is an
 * optional dependency: nothing here is loaded unless it is used.
 *
 * <h2>Starting points</h2>
 *
 * {@link dev.parley.sdk.reactor.ReactorPropagation}, {@link dev.parley.sdk.reactor.ReactorSteps}.
 */
@NullMarked
package dev.parley.sdk.reactor;

import org.jspecify.annotations.NullMarked;
