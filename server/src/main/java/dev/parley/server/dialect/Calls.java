package dev.parley.server.dialect;

import dev.parley.pricing.Provider;
import dev.parley.pricing.Usage;
import dev.parley.server.model.Call;
import dev.parley.server.model.Kind;
import dev.parley.server.model.ReportedCost;
import dev.parley.server.model.UsageRole;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The model side of a span. */
final class Calls {
  private final Reader reader;
  private final Sent sent;
  private final Vocabulary vocabulary;
  private final Kind kind;
  private final long durationNanos;

  Calls(Reader reader, Sent sent, Vocabulary vocabulary, Kind kind, long durationNanos) {
    this.reader = reader;
    this.sent = sent;
    this.vocabulary = vocabulary;
    this.kind = kind;
    this.durationNanos = durationNanos;
  }

  Call read(Said said) {
    String requestModel = reader.text(Field.REQUEST_MODEL);
    String responseModel = reader.text(Field.RESPONSE_MODEL);
    String model = responseModel != null ? responseModel : requestModel;
    String provider = provider(model);
    List<String> told = reader.list(Field.FINISH_REASONS);
    List<String> finishReasons =
        told.isEmpty() ? said.finishReasons() : told.stream().map(Folding::finishReason).toList();
    // A stream, or a call with an answer, cannot have used no token at all.
    boolean answered =
        !finishReasons.isEmpty() || !said.lacksOutput() || reader.isTrue(Field.STREAM);
    Usage usage = Usages.read(reader, vocabulary.counting(sent, provider, model), model, answered);
    Call call =
        new Call(
            provider,
            requestModel,
            responseModel,
            usage,
            role(usage),
            cost(usage),
            reader.text(Field.SERVICE_TIER),
            reader.text(Field.RESPONSE_ID),
            finishReasons,
            FirstToken.nanos(reader, sent, vocabulary, durationNanos));
    return call.equals(Call.NONE) ? Call.NONE : call;
  }

  /** By name, else by the model's name where the span asks one; frameworks are no provider. */
  private @Nullable String provider(@Nullable String model) {
    String provider =
        reader.first(Field.PROVIDER, value -> Provider.canonical(Attributes.text(value)));
    return provider == null && kind.asksModel() ? Provider.ofModel(model) : provider;
  }

  private UsageRole role(@Nullable Usage usage) {
    if ("wrapper".equals(reader.attributes().text(ParleySdk.USAGE_ROLE))) {
      return UsageRole.DUPLICATE;
    }
    if (kind.asksModel()) {
      return UsageRole.OWN;
    }
    return usage != null && kind.isGenAi() ? UsageRole.AGGREGATE : UsageRole.NONE;
  }

  private @Nullable ReportedCost cost(@Nullable Usage usage) {
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
}
