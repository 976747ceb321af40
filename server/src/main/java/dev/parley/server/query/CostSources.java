package dev.parley.server.query;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the sources of cost say about the same calls, model by model. */
public record CostSources(
    Instant from, Instant to, @Nullable String environment, List<Model> models) {

  /** A model's calls; {@code unpricedCalls} of them have a cost from no source. */
  public record Model(
      @Nullable String model,
      @Nullable String provider,
      long calls,
      long unpricedCalls,
      @Nullable Money book,
      Comparison billed,
      Comparison estimated) {}

  /**
   * What came along with the spans, beside what the book says of the same calls.
   *
   * @param calls calls with such an amount
   * @param reported their sum; null without one
   * @param comparedCalls those of them that the book has a price for as well
   * @param comparedReported what was reported of these
   * @param comparedBook what the book says of these
   * @param difference {@code comparedReported} less {@code comparedBook}: above 0 where more was
   *     charged than the book expects
   * @param differenceShare the difference as a share of {@code comparedBook}; null where that is 0
   */
  public record Comparison(
      long calls,
      @Nullable Money reported,
      long comparedCalls,
      @Nullable Money comparedReported,
      @Nullable Money comparedBook,
      @Nullable Money difference,
      @Nullable Double differenceShare) {}
}
