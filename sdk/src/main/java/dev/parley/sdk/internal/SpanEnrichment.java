package dev.parley.sdk.internal;

import dev.parley.pricing.PriceBook;
import dev.parley.sdk.instrumentation.GenAiAttributes;
import dev.parley.sdk.instrumentation.SpanLifecycle;
import dev.parley.sdk.tracking.Operation;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.data.SpanData;
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
      if (context != null && !context.isSilent()) {
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

  /** Onto a span that has started, in place of what it was given then. */
  public void write(ContextRecord context, Span span) {
    attributes.writeUnread(context, span);
  }

  private void start(ContextRecord context, ReadWriteSpan span) {
    Greeting greeting = context.greeting();
    if (greeting != null) {
      greeting.answer(accounts);
    }
    Attributes set = span.getAttributes();
    if (set.isEmpty()) {
      attributes.writeUnread(context, span);
    } else {
      attributes.write(context, span, set);
      count(context, span, set);
    }
  }

  private void count(ContextRecord context, ReadWriteSpan span, Attributes set) {
    String operation = set.get(GenAiAttributes.OPERATION_NAME);
    String model = set.get(GenAiAttributes.REQUEST_MODEL);
    String spanId = span.getSpanContext().getSpanId();
    InnerCalls inner = context.innerCalls();
    // Our own instrumentation starts its spans outside the step's reach and reports by itself.
    if (inner != null
        && CallReading.isCall(operation, model)
        && !CallReading.isOtherRequest(operation, set.get(CallReading.ROUTE))
        && inner.startedSpan(spanId, operation)) {
      if (model == null) {
        // At its end it is not looked at. It is taken to tell its usage, as most do.
        inner.endedSpan(spanId, operation, true, null);
      } else {
        open.getOrAdd(spanId, () -> inner);
        anyOpen = true;
      }
    }
    String workflow = context.workflowId();
    if (workflow != null && CallReading.isTool(operation) && !isOwn(span)) {
      // Now, because at its end a span is asked for its model only.
      accounts.workflows().add(workflow, spanId, Operation.TOOL, null);
    }
  }

  /** Parley's own spans are settled by the one who ends them, who knows what they are. */
  static boolean isOwn(ReadableSpan span) {
    return SpanLifecycle.SCOPE.equals(span.getInstrumentationScopeInfo().getName());
  }

  /** Whether a span is to be settled as it ends: nobody else does. */
  private static boolean isLeft(ReadableSpan span) {
    InstrumentationScopeInfo scope = span.getInstrumentationScopeInfo();
    return SpanLifecycle.SCOPE.equals(scope.getName())
        ? SpanLifecycle.HOSTED.equals(scope.getVersion())
        : CallReading.isModelCall(span);
  }

  /** A span, while it can still be written to. */
  void ending(ReadWriteSpan span) {
    try {
      if (isLeft(span)) {
        write(span);
      }
    } catch (Throwable fault) {
      endGuard.report(fault);
    }
  }

  /** A span, when it can be written to no more. */
  void ended(ReadableSpan span) {
    try {
      if (isLeft(span)) {
        settle(span);
      }
    } catch (Throwable fault) {
      endGuard.report(fault);
    }
  }

  /** A span of Parley's own, before it ends. */
  public void endingOwn(ReadWriteSpan span) {
    try {
      write(span);
    } catch (Throwable fault) {
      endGuard.report(fault);
    }
  }

  /** A model call of Parley's own, before its span ends: what it is need not be read back. */
  public void endingCall(ReadWriteSpan span, CallReading call) {
    try {
      add(
          span,
          accounts.settle(
              call,
              span::getAttribute,
              span.getSpanContext().getSpanId(),
              () -> span.toSpanData().getStartEpochNanos(),
              null));
    } catch (Throwable fault) {
      endGuard.report(fault);
    }
  }

  private void write(ReadWriteSpan span) {
    add(span, settle(span));
  }

  private static void add(ReadWriteSpan span, Attributes more) {
    if (!more.isEmpty()) {
      span.setAllAttributes(more);
    }
  }

  private Attributes settle(ReadableSpan span) {
    // Taken once: each taking copies and sorts the attributes.
    SpanData taken = span.toSpanData();
    Attributes attributesNow = taken.getAttributes();
    String spanId = span.getSpanContext().getSpanId();
    CallReading call = CallReading.of(attributesNow);
    InnerCalls inner = anyOpen ? open.remove(spanId) : null;
    PriceBook prices = inner == null ? null : inner.prices();
    Attributes more =
        accounts.settle(call, attributesNow::get, spanId, taken::getStartEpochNanos, prices);
    if (inner != null) {
      Double added = more.get(GenAiAttributes.COST_TOTAL);
      BigDecimal amount = added == null ? call.given() : BigDecimal.valueOf(added);
      String operation = attributesNow.get(GenAiAttributes.OPERATION_NAME);
      inner.endedSpan(spanId, operation, call.usage().isKnown(), amount);
    }
    return more;
  }
}
