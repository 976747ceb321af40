package dev.parley.server.store;

import dev.parley.server.model.Dialect;

/**
 * A stored span that may tell of the same call or run of a tool as another one.
 *
 * @param span what is stored
 * @param dialect who emitted it
 * @param fromLog whether it was made from a log record
 */
public record Twin(TraceSpan span, Dialect dialect, boolean fromLog) {}
