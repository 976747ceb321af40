package dev.parley.examples.cost;

import dev.parley.pricing.Cost;
import dev.parley.pricing.Price;
import dev.parley.pricing.PriceBook;
import dev.parley.pricing.Usage;
import dev.parley.sdk.Parley;
import dev.parley.sdk.Workflow;
import dev.parley.sdk.tracking.Operation;
import dev.parley.sdk.tracking.WorkflowCost;
import dev.parley.sdk.tracking.WorkflowTracker;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Prices, the cost on a span that another library makes, and the account of a workflow. */
public final class Costs {
  /** US dollars per million tokens, exact decimals. */
  static final PriceBook PRICES =
      PriceBook.empty()
          .with("gpt-4o", Price.perMillion("2.50", "10.00").withCacheRead("1.25"))
          .with("gpt-4o-mini", Price.perMillion("0.15", "0.60"))
          .with("text-embedding-3-small", Price.perMillion("0.02", "0"))
          .with("ollama/llama3.1", Price.perMillion("0", "0"))
          .with(
              "gemini-2.5-pro",
              Price.perMillion("1.25", "10.00")
                  .withTier(200_000, Price.perMillion("2.50", "15.00")))
          .with(
              "gpt-4o-mini",
              Price.perMillion("0.10", "0.40"),
              Instant.parse("2027-01-01T00:00:00Z"));

  private Costs() {}

  /** Prices a call by hand, then has one priced on a span that some library made. */
  public static void main(String[] arguments) {
    try (Parley parley =
        Parley.builder().serviceName("costs").prices(PRICES).console().buildAndRegisterGlobal()) {
      System.out.println("150 in, 250 out: " + byHand());
      workflow(parley.openTelemetry().getTracer("some-library"));
      System.out.println(parley.workflows().get("rag_12345"));
      System.out.println("Calls without a price: " + parley.unpricedCalls());
    }
  }

  /** What 150 tokens in and 250 out cost now; a dated name takes the price of its model. */
  static @Nullable Cost byHand() {
    return PRICES.cost("openai", "gpt-4o-2024-08-06", Instant.now(), Usage.of(150, 250));
  }

  /** The spans of a library that knows nothing of Parley are priced and counted as they end. */
  static void workflow(Tracer library) {
    Workflow.of("rag_12345")
        .type("rag")
        .run(
            () -> {
              call(library, "embeddings", "text-embedding-3-small", 100, 0);
              call(library, "chat", "gpt-4o-2024-08-06", 1_000, 500);
              call(library, "chat", "model-without-a-price", 10, 10);
            });
  }

  private static void call(Tracer library, String operation, String model, long in, long out) {
    Span span =
        library
            .spanBuilder(operation + " " + model)
            .setAttribute("gen_ai.operation.name", operation)
            .setAttribute("gen_ai.request.model", model)
            .startSpan();
    span.setAttribute("gen_ai.usage.input_tokens", in);
    span.setAttribute("gen_ai.usage.output_tokens", out);
    span.end();
  }

  /** A tracker of your own takes costs of other origin too, and knows them by workflow. */
  static @Nullable WorkflowCost otherOrigin() {
    WorkflowTracker tracker = WorkflowTracker.create();
    tracker.add("order_lookup", Operation.TOOL, Cost.usd("0.02"));
    return tracker.get("order_lookup");
  }

  /** Whether a conversation has cost more than half a dollar in this process. */
  static boolean isExpensive(Parley parley, String conversation) {
    return parley.conversations().cost(conversation).compareTo(new BigDecimal("0.50")) > 0;
  }
}
