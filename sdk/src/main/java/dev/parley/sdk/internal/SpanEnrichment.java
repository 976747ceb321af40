package dev.parley.sdk.internal;

import dev.parley.pricing.PriceBook;
import dev.parley.sdk.instrumentation.GenAiAttributes;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import java.math.BigDecimal;

/**
 * What happens to a span: it gets the context when it starts, and its cost and a place in the
 * accounts when it ends. Faults are logged and go no further. Thread-safe.
 */
public final class SpanEnrichment {
  /** How many calls of other libraries can run inside model steps at once. */
  private static final int MAX_OPEN_CALLS = 10_000;

  private final Guard startGuard = new Guard("Writing the context onto a span");
  private final Guard endGuard = new Guard("Settling a span");
  private final Accounts accounts;
  private final StartAttributes attributes;

  /** Calls that other libraries make inside a model step, by span id, until they end. */
  private final RecentlyUsed<InnerCalls> open = new RecentlyUsed<>(MAX_OPEN_CALLS);

  private volatile boolean anyOpen;

  public SpanEnrichment(Accounts accounts) {
    this.accounts = accounts;
    this.attributes = new StartAttributes(accounts.turns());
  }

  public Accounts accounts() {
    return accounts;
  }

  // Without a lambda: this runs for every span of the application.
  void started(Context parent, ReadWriteSpan span) {
    try {
      ContextRecord context = ContextRecord.inOrNull(parent);
      if (context != null) {
        start(context, span);
      }
    } catch (Throwable fault) {
      startGuard.report(fault);
    }
  }

  /** For a span that no processor of ours has seen. */
  public void startedUnseen(Context parent, Span span) {
    startGuard.run(
        () -> {
          ContextRecord context = ContextRecord.in(parent);
          if (span instanceof ReadWriteSpan readable) {
            start(context, readable);
          } else {
            attributes.writeUnread(context, span);
          }
        });
  }

  private void start(ContextRecord context, ReadWriteSpan span) {
    Greeting greeting = context.greeting();
    if (greeting != null) {
      greeting.answer(accounts);
    }
    attributes.write(context, span);
    InnerCalls inner = context.innerCalls();
    // Our own instrumentation starts its spans outside the step's reach and reports by itself.
    if (inner != null) {
      startInside(inner, span);
    }
  }

  private void startInside(InnerCalls inner, ReadWriteSpan span) {
    String operation = span.getAttribute(GenAiAttributes.OPERATION_NAME);
    if (CallReading.isCall(operation, span.getAttribute(GenAiAttributes.REQUEST_MODEL))) {
      String spanId = span.getSpanContext().getSpanId();
      if (inner.startedSpan(spanId, operation)) {
        open.getOrAdd(spanId, () -> inner);
        anyOpen = true;
      }
    }
  }

  /** While it can still be written to. */
  public void ending(ReadWriteSpan span) {
    try {
      if (CallReading.isGenAi(span) && !CallReading.isSilent(span)) {
        Attributes more = settle(span);
        if (!more.isEmpty()) {
          span.setAllAttributes(more);
        }
      }
    } catch (Throwable fault) {
      endGuard.report(fault);
    }
  }

  /** When it can be written to no more. */
  void ended(ReadableSpan span) {
    try {
      if (CallReading.isGenAi(span) && !CallReading.isSilent(span)) {
        settle(span);
      }
    } catch (Throwable fault) {
      endGuard.report(fault);
    }
  }

  private Attributes settle(ReadableSpan span) {
    Attributes attributesNow = span.getAttributes();
    String spanId = span.getSpanContext().getSpanId();
    InnerCalls inner = anyOpen ? open.remove(spanId) : null;
    PriceBook prices = inner == null ? null : inner.prices();
    Attributes more =
        accounts.settle(
            attributesNow, spanId, () -> span.toSpanData().getStartEpochNanos(), prices);
    if (inner != null) {
      CallReading call = CallReading.of(attributesNow);
      Double added = more.get(GenAiAttributes.COST_TOTAL);
      BigDecimal amount = added == null ? call.given() : BigDecimal.valueOf(added);
      String operation = attributesNow.get(GenAiAttributes.OPERATION_NAME);
      inner.endedSpan(spanId, operation, call.usage().isKnown(), amount);
    }
    return more;
  }
}
