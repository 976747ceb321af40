package dev.parley.server.store;

import dev.parley.server.model.SpanKey;
import dev.parley.server.trace.Mark;
import dev.parley.server.trace.SpanFacts;
import dev.parley.server.trace.Standing;
import org.jspecify.annotations.Nullable;

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
    return SpanKey.of(traceId, facts.id());
  }

  /** That it stands so from now on, as a span of its mark. */
  public SpanChange change(@Nullable Mark mark, Standing newStanding) {
    return new SpanChange(key(), day, facts.startNanos(), mark, standing, newStanding);
  }

  /** The same with other facts. */
  public TraceSpan with(SpanFacts newFacts) {
    return new TraceSpan(traceId, day, newFacts, standing);
  }
}
