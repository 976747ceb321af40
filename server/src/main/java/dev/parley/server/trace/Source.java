package dev.parley.server.trace;

/** Where an id of a span was found. */
public enum Source {
  /** On the span itself. */
  OWN,
  /** On the nearest span around it that names one. */
  ANCESTOR,
  /** On the spans inside of it, which all name the same. */
  DESCENDANT,
  /** Elsewhere: the smallest part of the trace around it that names any names just this one. */
  TRACE
}
