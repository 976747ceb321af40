package dev.parley.server.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The environments of a range, most spans first. */
public record EnvironmentList(List<Environment> environments) {
  /**
   * An environment and its spans.
   *
   * @param name null for the spans that name none
   */
  public record Environment(@Nullable String name, long spans) {}
}
