package dev.parley.sdk.instrumentation;

import dev.parley.sdk.Parley;
import dev.parley.sdk.internal.ContextRecord;
import dev.parley.sdk.internal.Guard;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadableSpan;

/**
 * What the open scopes have set, apart from the span and the baggage beside it: for libraries that
 * carry spans from place to place by themselves, as Micrometer's observations do, and drop the rest
 * of OpenTelemetry's context on the way. Immutable.
 */
public final class CarriedContext {
  private static final Guard GUARD = new Guard("Writing a carried context onto a span");

  private final ContextRecord record;

  private CarriedContext(ContextRecord record) {
    this.record = record;
  }

  /** What the scopes around this context have set. */
  public static CarriedContext of(Context context) {
    return new CarriedContext(ContextRecord.in(context));
  }

  /** Whether no scope has set anything. */
  public boolean isEmpty() {
    return record.equals(ContextRecord.EMPTY);
  }

  /** As a unit of work begins: in a conversation with no turn around it, the next turn. */
  public CarriedContext asUnitOfWork() {
    return new CarriedContext(record.asUnitOfWork());
  }

  /** The context with this in place of what its own scopes have set. */
  public Context storeIn(Context context) {
    return context.with(record);
  }

  /** Whether this is what the context's own scopes have set. */
  public boolean isIn(Context context) {
    return record.is(ContextRecord.in(context));
  }

  /**
   * Writes it onto a span that has started in it, which the provider's {@link
   * dev.parley.sdk.ParleySpanProcessor} has done already where there is one. Never throws.
   */
  public void writeOntoStarted(Span span, Parley parley) {
    String conversation = record.conversationId();
    if (conversation == null
        || !(span instanceof ReadableSpan readable)
        || !conversation.equals(readable.getAttribute(GenAiAttributes.CONVERSATION_ID))) {
      writeOnto(span, parley);
    }
  }

  /**
   * Writes it onto a span that has started outside of it; what it names wins over what the span got
   * as it started. Nothing happens where the span is not recorded. Never throws.
   */
  public void writeOnto(Span span, Parley parley) {
    if (!isEmpty() && span.isRecording()) {
      GUARD.run(() -> parley.spans().write(record, span));
    }
  }
}
