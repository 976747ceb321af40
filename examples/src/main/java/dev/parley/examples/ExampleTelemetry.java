package dev.parley.examples;

import dev.parley.pricing.Price;
import dev.parley.pricing.PriceBook;
import dev.parley.sdk.Destination;
import dev.parley.sdk.Parley;
import dev.parley.sdk.ParleyBuilder;

/** The set-up that examples share where set-up is not what they show. */
public final class ExampleTelemetry {
  /** US dollars per million tokens. */
  public static final PriceBook PRICES =
      PriceBook.empty()
          .with("gpt-4o", Price.perMillion("2.50", "10.00").withCacheRead("1.25"))
          .with("gpt-4o-mini", Price.perMillion("0.15", "0.60"))
          .with("gpt-5-mini", Price.perMillion("0.25", "2.00").withCacheRead("0.025"))
          .with("claude-haiku-4-5", Price.perMillion("1.00", "5.00").withCacheRead("0.10"))
          .with("gemini-2.5-flash", Price.perMillion("0.30", "2.50").withCacheRead("0.03"))
          .with("gemini-embedding-001", Price.perMillion("0.15", "0"))
          .with("amazon.nova-lite", Price.perMillion("0.06", "0.24").withCacheRead("0.015"))
          .with("claude-sonnet-4-5", Price.perMillion("3.00", "15.00").withCacheRead("0.30"));

  private ExampleTelemetry() {}

  /**
   * Parley as the process' global one. It prints each span; where {@code
   * OTEL_EXPORTER_OTLP_ENDPOINT} names a server, it exports there too.
   */
  public static Parley start(String service) {
    ParleyBuilder builder =
        Parley.builder().serviceName(service).prices(PRICES).captureContent(true).console();
    if (System.getenv("OTEL_EXPORTER_OTLP_ENDPOINT") != null) {
      builder.exportTo(Destination.otlp());
    }
    return builder.buildAndRegisterGlobal();
  }
}
