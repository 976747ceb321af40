/**
 * What the tests of all client libraries share: a loopback provider that answers what was put in,
 * recorded traffic of the real providers, and Parley instances that keep what they record.
 *
 * <p>Starting point: {@link dev.parley.instrumentation.testing.Loopback}, which tests extend.
 */
@NullMarked
package dev.parley.instrumentation.testing;

import org.jspecify.annotations.NullMarked;
