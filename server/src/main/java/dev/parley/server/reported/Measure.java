package dev.parley.server.reported;

/** What a metric measures. */
enum Measure {
  /** Tokens of model calls. */
  TOKENS,
  /** US dollars. */
  COST,
  /** Seconds that model calls took; their number is that of the calls. */
  DURATION,
  /** Seconds until the first token of a stream. */
  FIRST_TOKEN
}
