package dev.parley.server.dialect;

import dev.parley.pricing.Provider;
import dev.parley.pricing.Usage;
import dev.parley.server.model.Call;
import dev.parley.server.model.Dialect;
import dev.parley.server.model.Kind;
import dev.parley.server.model.ReportedCost;
import dev.parley.server.model.UsageRole;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The model side of a span. */
final class Calls {
  private static final BigDecimal NANOS = BigDecimal.valueOf(TimeUnit.SECONDS.toNanos(1));

  private Calls() {}

  static Call read(
      Reader reader,
      Dialect dialect,
      String scope,
      Kind kind,
      long durationNanos,
      List<String> choiceFinishReasons) {
    String requestModel = reader.text(Field.REQUEST_MODEL);
    String responseModel = reader.text(Field.RESPONSE_MODEL);
    String model = responseModel != null ? responseModel : requestModel;
    Usage usage = Usages.read(reader.attributes(), dialect, scope, model);
    List<String> finishReasons = finishReasons(reader);
    Call call =
        new Call(
            provider(reader.text(Field.PROVIDER), kind, model),
            requestModel,
            responseModel,
            usage,
            role(reader, kind, usage),
            cost(reader, usage),
            reader.text(Field.SERVICE_TIER),
            reader.text(Field.RESPONSE_ID),
            finishReasons.isEmpty() ? choiceFinishReasons : finishReasons,
            timeToFirstToken(reader, durationNanos));
    return call.equals(Call.NONE) ? Call.NONE : call;
  }

  /** By name, else by the model's name where the span asks one; frameworks are no provider. */
  private static @Nullable String provider(
      @Nullable String name, Kind kind, @Nullable String model) {
    String provider = Provider.canonical(name);
    return provider == null && kind.asksModel() ? Provider.ofModel(model) : provider;
  }

  private static UsageRole role(Reader reader, Kind kind, @Nullable Usage usage) {
    if ("wrapper".equals(reader.attributes().text(ParleySdk.USAGE_ROLE))) {
      return UsageRole.DUPLICATE;
    }
    if (kind.asksModel()) {
      return UsageRole.OWN;
    }
    return usage != null && kind.isGenAi() ? UsageRole.AGGREGATE : UsageRole.NONE;
  }

  private static @Nullable ReportedCost cost(Reader reader, @Nullable Usage usage) {
    BigDecimal billed = usable(reader.number(Field.BILLED_COST));
    if (billed != null) {
      return new ReportedCost(billed, ReportedCost.Source.BILLED);
    }
    BigDecimal estimate = usable(reader.number(Field.ESTIMATED_COST));
    if (estimate == null) {
      BigDecimal input = usable(reader.number(Field.ESTIMATED_INPUT_COST));
      BigDecimal output = usable(reader.number(Field.ESTIMATED_OUTPUT_COST));
      estimate = input == null ? output : output == null ? input : input.add(output);
    }
    if (estimate == null) {
      return null;
    }
    boolean usedSomething = usage == null || !Long.valueOf(0).equals(usage.total());
    if (estimate.signum() == 0 && usedSomething) {
      // Clients write 0 for models that their table does not know; unknown is not free.
      return null;
    }
    boolean billedHere = "billed".equals(reader.attributes().text(ParleySdk.COST_SOURCE));
    return new ReportedCost(
        estimate, billedHere ? ReportedCost.Source.BILLED : ReportedCost.Source.ESTIMATED);
  }

  /** A cost that is negative, or of a size or precision that no call has, is noise. */
  private static @Nullable BigDecimal usable(@Nullable BigDecimal cost) {
    boolean sane =
        cost != null
            && cost.signum() >= 0
            && cost.scale() <= 30
            && cost.compareTo(BigDecimal.valueOf(1_000_000_000L)) < 0;
    return sane ? cost : null;
  }

  private static List<String> finishReasons(Reader reader) {
    List<String> folded = new ArrayList<>();
    for (String key : Vocabularies.keys(Dialect.SEMCONV, Field.FINISH_REASONS)) {
      reader.attributes().list(key).forEach(reason -> folded.add(Folding.finishReason(reason)));
      if (!folded.isEmpty()) {
        break;
      }
    }
    return folded;
  }

  /** Seconds by the conventions; some emitters send milliseconds, which the duration gives away. */
  private static @Nullable Long timeToFirstToken(Reader reader, long durationNanos) {
    BigDecimal seconds = reader.number(Field.TIME_TO_FIRST_TOKEN);
    if (seconds == null || seconds.signum() < 0 || seconds.scale() > 30) {
      return null;
    }
    BigDecimal longest = BigDecimal.valueOf(durationNanos + TimeUnit.SECONDS.toNanos(1));
    BigDecimal nanos = seconds.multiply(NANOS);
    if (nanos.compareTo(longest) > 0) {
      nanos = nanos.movePointLeft(3);
    }
    return nanos.compareTo(longest) > 0 ? null : nanos.longValue();
  }
}
