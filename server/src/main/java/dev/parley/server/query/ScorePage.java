package dev.parley.server.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Scores, newest first.
 *
 * @param total how many match
 * @param names all matching ones by name, most frequent first
 */
public record ScorePage(long total, List<NameSummary> names, List<ScoreView> scores) {
  /**
   * The scores of one name.
   *
   * @param average of those with a value
   */
  public record NameSummary(String name, long count, @Nullable Double average) {}
}
