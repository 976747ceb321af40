package dev.parley.server.model;

import dev.parley.pricing.Usage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The model side of a span that asked a model, or that repeats what one was asked.
 *
 * @param provider canonical provider name ({@code openai}, {@code aws.bedrock}), or null
 * @param requestModel the model asked for, or null
 * @param responseModel the model that answered, or null
 * @param usage disjoint token buckets, or null when the emitter reported none
 * @param role how usage and cost enter sums
 * @param cost a cost that the span brought along, or null
 * @param serviceTier the tier that served the call, or null
 * @param responseId the provider's id of the response, or null
 * @param finishReasons folded finish reasons, one per choice; empty when unknown
 * @param timeToFirstTokenNanos nanoseconds until the first token of a stream, or null
 */
public record Call(
    @Nullable String provider,
    @Nullable String requestModel,
    @Nullable String responseModel,
    @Nullable Usage usage,
    UsageRole role,
    @Nullable ReportedCost cost,
    @Nullable String serviceTier,
    @Nullable String responseId,
    List<String> finishReasons,
    @Nullable Long timeToFirstTokenNanos) {

  /** A span that has nothing to do with a model. */
  public static final Call NONE =
      new Call(null, null, null, null, UsageRole.NONE, null, null, null, List.of(), null);

  public Call {
    finishReasons = List.copyOf(finishReasons);
  }
}
