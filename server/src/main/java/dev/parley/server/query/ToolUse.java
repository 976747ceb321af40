package dev.parley.server.query;

/**
 * What became of one tool.
 *
 * @param offered whether a call told the model of it
 * @param asked how often the model asked for it; 0 also where content is not captured
 * @param runs how often it ran, each run once
 * @param failed runs that failed
 * @param approved runs that somebody allowed
 * @param refused times that somebody did not let it run
 * @param repeated how often it was called with the same arguments at most: 2 or more is a loop; 0
 *     where no arguments are captured
 */
public record ToolUse(
    String name,
    boolean offered,
    int asked,
    int runs,
    int failed,
    int approved,
    int refused,
    int repeated) {

  /** Both together. */
  ToolUse plus(ToolUse other) {
    return new ToolUse(
        name,
        offered || other.offered,
        asked + other.asked,
        runs + other.runs,
        failed + other.failed,
        approved + other.approved,
        refused + other.refused,
        Math.max(repeated, other.repeated));
  }
}
