package dev.parley.server.store;

import dev.parley.pricing.Usage;
import dev.parley.server.model.Call;
import dev.parley.server.model.Kind;
import dev.parley.server.model.ReportedCost;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Calls that one price serves, summed.
 *
 * @param kind what the calls asked a model for
 * @param provider canonical provider, or null
 * @param requestModel the model asked for, or null
 * @param responseModel the model that answered, or null
 * @param serviceTier the tier that served the calls, or null
 * @param startNanos start of the first of the calls: all of them lie in one period of the {@link
 *     PriceGrid}
 * @param lastStartNanos start of the last of the calls
 * @param inputTokens input of one of the calls: all of them lie in one bracket of the {@link
 *     PriceGrid}; null when unknown
 * @param reportedSource who reported a cost on every one of the calls, or null when nobody did
 * @param reportedCost the sum of those costs, or null
 * @param usageKnown whether input or output tokens of every one of the calls are known; of none of
 *     them otherwise
 * @param calls how many
 * @param errors how many of them failed
 * @param usage the sum of their tokens
 * @param totalTokens the sum of their totals (a reported total where input or output is unknown)
 */
public record CallGroup(
    Kind kind,
    @Nullable String provider,
    @Nullable String requestModel,
    @Nullable String responseModel,
    @Nullable String serviceTier,
    long startNanos,
    long lastStartNanos,
    @Nullable Long inputTokens,
    ReportedCost.@Nullable Source reportedSource,
    @Nullable BigDecimal reportedCost,
    boolean usageKnown,
    long calls,
    long errors,
    Usage usage,
    long totalTokens) {

  /** One call as a group. */
  public static CallGroup of(Kind kind, Call call, long startNanos, boolean failed) {
    Usage usage = call.usage() == null ? Usage.unknown() : call.usage();
    ReportedCost cost = call.cost();
    Long total = usage.total();
    return new CallGroup(
        kind,
        call.provider(),
        call.requestModel(),
        call.responseModel(),
        call.serviceTier(),
        startNanos,
        startNanos,
        usage.inputTotal(),
        cost == null ? null : cost.source(),
        cost == null ? null : cost.total(),
        usage.isKnown(),
        1,
        failed ? 1 : 0,
        usage,
        total == null ? 0 : total);
  }

  /** The same kind of calls with other tokens. */
  public CallGroup withUsage(Usage other) {
    return new CallGroup(
        kind,
        provider,
        requestModel,
        responseModel,
        serviceTier,
        startNanos,
        lastStartNanos,
        inputTokens,
        reportedSource,
        reportedCost,
        true,
        calls,
        errors,
        other,
        totalTokens);
  }

  /** The model that the calls are shown under: the one asked for, else the one that answered. */
  public @Nullable String model() {
    return requestModel != null ? requestModel : responseModel;
  }

  /**
   * Calls to sum under a key of the reader's choice.
   *
   * @param key a time bucket's number, a conversation's id or a workflow's key
   */
  public record Keyed<K>(K key, CallGroup group) {}
}
