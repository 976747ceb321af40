package dev.parley.sdk;

import dev.parley.sdk.internal.ContextRecord;
import dev.parley.sdk.internal.Guard;
import dev.parley.sdk.internal.propagation.BaggageEntries;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.baggage.propagation.W3CBaggagePropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.context.propagation.TextMapSetter;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes conversation, turn, user, workflow, agent and chosen custom attributes to the services that
 * are called, in the header {@code baggage}, and reads them where a call comes in: their spans
 * belong to the same conversation and to the caller's turn. Both sides need it; by default neither
 * has it.
 *
 * <pre>{@code
 * Parley.builder().propagateContext(true)                    // or PARLEY_PROPAGATION=baggage
 * ContextPropagators.create(TextMapPropagator.composite(     // or in providers of your own
 *     W3CTraceContextPropagator.getInstance(), ParleyPropagator.create("tenant")))
 * }</pre>
 *
 * <p><b>What it means.</b> Baggage goes to every host that the application calls through an
 * instrumented client, those of others too, and with it the user's id; and what comes in is
 * believed, whoever sends it. Switch it on where both ends are yours.
 *
 * <p>It takes the place of {@link W3CBaggagePropagator}: other baggage travels as before. Beside
 * that one, put it behind. An entry over 1,024 bytes, or for which the header's 8,192 bytes have no
 * room, is left out whole and said once. Thread-safe; never throws.
 */
public final class ParleyPropagator implements TextMapPropagator {
  private static final Guard INJECTING = new Guard("Sending the context along");
  private static final Guard EXTRACTING = new Guard("Reading the caller's context");
  private static final TextMapPropagator W3C = W3CBaggagePropagator.getInstance();

  private final BaggageEntries entries;

  private ParleyPropagator(BaggageEntries entries) {
    this.entries = entries;
  }

  /**
   * A propagator of the context.
   *
   * @param customAttributes the keys of the custom attributes that travel too, without {@code
   *     custom.}; none by default
   */
  public static ParleyPropagator create(String... customAttributes) {
    return new ParleyPropagator(new BaggageEntries(List.of(customAttributes)));
  }

  @Override
  public Collection<String> fields() {
    return W3C.fields();
  }

  @Override
  public <C> void inject(Context context, @Nullable C carrier, TextMapSetter<C> setter) {
    INJECTING.run(
        () -> {
          Baggage all = entries.merged(Baggage.fromContext(context), ContextRecord.in(context));
          W3C.inject(context.with(all), carrier, setter);
        });
  }

  @Override
  public <C> Context extract(Context context, @Nullable C carrier, TextMapGetter<C> getter) {
    return EXTRACTING.get(
        () -> {
          Context extracted = W3C.extract(context, carrier, getter);
          Baggage baggage = Baggage.fromContext(extracted);
          if (!BaggageEntries.isIn(baggage)) {
            return extracted;
          }
          return extracted
              .with(BaggageEntries.without(baggage))
              .with(entries.read(baggage, ContextRecord.in(context)));
        },
        context);
  }

  @Override
  public String toString() {
    return "ParleyPropagator" + entries.custom();
  }
}
