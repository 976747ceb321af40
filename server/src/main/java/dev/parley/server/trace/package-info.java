/**
 * Decides what only a whole trace tells of its spans: which of them count, and to whom they belong.
 * Pure functions of the spans that are there, whatever order they came in. Start with {@link
 * dev.parley.server.trace.Standing} and {@link dev.parley.server.trace.Standings}.
 */
@NullMarked
package dev.parley.server.trace;

import org.jspecify.annotations.NullMarked;
