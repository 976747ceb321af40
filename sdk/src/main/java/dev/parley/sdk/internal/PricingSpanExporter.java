package dev.parley.sdk.internal;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.DelegatingSpanData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;

/** Adds the cost on export, for SDKs whose spans cannot be written to while they end. */
final class PricingSpanExporter implements SpanExporter {
  private final Guard guard = new Guard("Pricing a span");
  private final SpanExporter exporter;
  private final Accounts accounts;

  PricingSpanExporter(SpanExporter exporter, Accounts accounts) {
    this.exporter = exporter;
    this.accounts = accounts;
  }

  @Override
  public CompletableResultCode export(Collection<SpanData> spans) {
    return exporter.export(
        spans.stream().map(span -> guard.get(() -> priced(span), span)).toList());
  }

  private SpanData priced(SpanData span) {
    Attributes more = accounts.priced(span.getAttributes(), span.getStartEpochNanos());
    return more == null ? span : new Priced(span, more);
  }

  @Override
  public CompletableResultCode flush() {
    return exporter.flush();
  }

  @Override
  public CompletableResultCode shutdown() {
    return exporter.shutdown();
  }

  private static final class Priced extends DelegatingSpanData {
    private final Attributes attributes;
    private final int added;

    Priced(SpanData span, Attributes more) {
      super(span);
      this.attributes = span.getAttributes().toBuilder().putAll(more).build();
      this.added = more.size();
    }

    @Override
    public Attributes getAttributes() {
      return attributes;
    }

    @Override
    public int getTotalAttributeCount() {
      return super.getTotalAttributeCount() + added;
    }
  }
}
