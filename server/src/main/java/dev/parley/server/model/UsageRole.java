package dev.parley.server.model;

/**
 * How the usage and cost of a span enter sums, so that nested instrumentations never count one call
 * twice.
 */
public enum UsageRole {
  /** The span is a call of its own; the only role that is summed. */
  OWN,
  /** The span repeats the sum of what ran inside it, as agent and workflow spans do. */
  AGGREGATE,
  /** The span is another instrumentation's view of a call that an inner span already counts. */
  DUPLICATE,
  /** The span asks no model. */
  NONE
}
