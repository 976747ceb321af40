/**
 * Parley in an OpenTelemetry that its autoconfigure sets up: with the library on the class path,
 * every span has its context and cost, without a line of code.
 *
 * <p>Starting point: {@link dev.parley.sdk.autoconfigure.ParleyAutoConfiguration}.
 */
@NullMarked
package dev.parley.sdk.autoconfigure;

import org.jspecify.annotations.NullMarked;
