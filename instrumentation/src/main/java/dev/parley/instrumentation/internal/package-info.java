/**
 * What the instrumentations of all client libraries share, in no library's terms: a call from its
 * {@link dev.parley.instrumentation.internal.Question} to its {@link
 * dev.parley.instrumentation.internal.Answer}, how the pieces of a streamed one come together, what
 * was said, and how it is written onto a span.
 *
 * <p>Starting point: {@link dev.parley.instrumentation.internal.ObservedCall}. It is no API for
 * applications and may change with every release.
 */
@NullMarked
package dev.parley.instrumentation.internal;

import org.jspecify.annotations.NullMarked;
