/** Builds exporters, samplers, limits and propagators from the settings, without ever throwing. */
@NullMarked
package dev.parley.sdk.internal.setup;

import org.jspecify.annotations.NullMarked;
