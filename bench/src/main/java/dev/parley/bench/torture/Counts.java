package dev.parley.bench.torture;

/**
 * What some spans sum up to.
 *
 * @param turns traces, which here are turns of a conversation
 */
record Counts(long spans, long calls, long errors, long input, long output, long turns) {
  static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0);

  Counts plus(Counts more) {
    return new Counts(
        spans + more.spans,
        calls + more.calls,
        errors + more.errors,
        input + more.input,
        output + more.output,
        turns + more.turns);
  }
}
