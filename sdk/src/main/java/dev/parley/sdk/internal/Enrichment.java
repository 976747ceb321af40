package dev.parley.sdk.internal;

import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;

/**
 * How context and cost reach spans made by anyone. Context is written as a span starts. A span is
 * read-only once it has ended, so its cost is written
 *
 * <ul>
 *   <li>while it is ending, where the SDK lets processors do so;
 *   <li>else on export, through an exporter that Parley builds;
 *   <li>else not at all: the server prices every call anyway.
 * </ul>
 */
public final class Enrichment {
  private final SpanEnrichment spans;
  private final boolean onEnding;

  public Enrichment(Accounts accounts) {
    this(accounts, canWriteOnEnding());
  }

  Enrichment(Accounts accounts, boolean onEnding) {
    this.spans = new SpanEnrichment(accounts);
    this.onEnding = onEnding;
  }

  public SpanProcessor processor() {
    return onEnding ? new SettlingSpanProcessor(spans) : new ContextSpanProcessor(spans);
  }

  /** The exporter, or one around it that adds the cost where {@link #processor} cannot. */
  public SpanExporter exporter(SpanExporter exporter) {
    return onEnding || !spans.accounts().cost().isPossible()
        ? exporter
        : new PricingSpanExporter(exporter, spans.accounts());
  }

  /**
   * The accounts that a processor settles spans in.
   *
   * @throws IllegalArgumentException when the processor was not made here
   */
  public static Accounts accounts(SpanProcessor processor) {
    if (processor instanceof ContextSpanProcessor ours) {
      return ours.enrichment.accounts();
    }
    throw new IllegalArgumentException(
        "processor: " + processor + " (expected: one made by ParleySpanProcessor)");
  }

  /** Whether the SDK lets processors write to a span while it is ending. */
  public static boolean canWriteOnEnding() {
    try {
      Class<?> extended =
          Class.forName("io.opentelemetry.sdk.trace.internal.ExtendedSpanProcessor");
      extended.getMethod("onEnding", ReadWriteSpan.class);
      extended.getMethod("isOnEndingRequired");
      return true;
    } catch (ReflectiveOperationException | LinkageError e) {
      return false;
    }
  }
}
