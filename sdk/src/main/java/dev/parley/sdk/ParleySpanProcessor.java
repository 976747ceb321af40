package dev.parley.sdk;

import dev.parley.pricing.PriceBook;
import dev.parley.sdk.internal.Accounts;
import dev.parley.sdk.internal.CostEstimate;
import dev.parley.sdk.internal.Enrichment;
import dev.parley.sdk.tracking.ConversationTracker;
import dev.parley.sdk.tracking.WorkflowTracker;
import io.opentelemetry.sdk.trace.SpanProcessor;

/**
 * Puts conversation, turn, user, workflow, agent and custom attributes on every span of a tracer
 * provider of your own, and the cost on every model call, whichever library makes the spans:
 *
 * <pre>{@code
 * SdkTracerProvider.builder()
 *     .addSpanProcessor(ParleySpanProcessor.create(prices))
 *     .addSpanProcessor(BatchSpanProcessor.builder(exporter).build())
 * }</pre>
 *
 * The order of the processors does not matter. Raise the span limits to 512 attributes where
 * messages are captured as indexed attributes.
 */
public final class ParleySpanProcessor {
  private ParleySpanProcessor() {}

  /** A processor that adds context and no cost. */
  public static SpanProcessor create() {
    return create(PriceBook.empty());
  }

  /**
   * A processor that adds context and the cost of calls that the book prices.
   *
   * <p>The cost is added while a span is ending, which OpenTelemetry's SDK has allowed since 1.42;
   * with an older one it is left to the server.
   */
  public static SpanProcessor create(PriceBook prices) {
    return create(prices, WorkflowTracker.create(), ConversationTracker.create());
  }

  /** As {@link #create(PriceBook)}, and counts what ends in these trackers. */
  public static SpanProcessor create(
      PriceBook prices, WorkflowTracker workflows, ConversationTracker conversations) {
    return new Enrichment(new Accounts(new CostEstimate(prices), workflows, conversations))
        .processor();
  }
}
