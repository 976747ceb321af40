/**
 * Observes what comes piece by piece (iterators, streams, publishers) without changing what its
 * reader sees: the same elements in the same order, the same exceptions, as lazily as before.
 *
 * <p>Starting points: {@link dev.parley.sdk.internal.stream.ObservedStreams}, {@link
 * dev.parley.sdk.internal.stream.Progress}.
 */
@NullMarked
package dev.parley.sdk.internal.stream;

import org.jspecify.annotations.NullMarked;
