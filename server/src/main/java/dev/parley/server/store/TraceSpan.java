package dev.parley.server.store;

import dev.parley.server.model.SpanKey;
import dev.parley.server.trace.SpanFacts;
import dev.parley.server.trace.Standing;

/**
 * A stored span as its trace is judged by.
 *
 * @param traceId 32 lower-case hexadecimal digits
 * @param day retention day of its start
 * @param facts what it is by itself
 * @param standing what is stored of it
 */
public record TraceSpan(String traceId, int day, SpanFacts facts, Standing standing) {
  public SpanKey key() {
    String digits = Long.toHexString(facts.id());
    return new SpanKey(traceId, "0".repeat(16 - digits.length()) + digits);
  }

  /** The same with other facts. */
  public TraceSpan with(SpanFacts newFacts) {
    return new TraceSpan(traceId, day, newFacts, standing);
  }
}
