package dev.parley.examples.provider;

import java.time.Duration;

/** How long the provider lets its clients wait. */
@FunctionalInterface
public interface Pace {

  /** No waiting; for tests, and where another clock stretches time. */
  Pace AT_ONCE = (outputTokens, slow) -> Duration.ZERO;

  /** A fair imitation of a real provider's times, a little on the quick side. */
  Pace LIFELIKE =
      (outputTokens, slow) ->
          Duration.ofMillis(250L + 12L * Math.min(outputTokens, 150)).multipliedBy(slow ? 4 : 1);

  /**
   * The time a response takes.
   *
   * @param outputTokens the tokens of the response
   * @param slow whether this is one of the rare slow ones
   */
  Duration delay(int outputTokens, boolean slow);
}
