package dev.parley.agent;

import dev.parley.sdk.Parley;
import dev.parley.sdk.ParleyBuilder;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.sdk.trace.SpanProcessor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The Parley of the agent: over its OpenTelemetry, with the books of its processor. Thread-safe.
 */
final class AgentParley {
  private static volatile Function<String, @Nullable String> settings = System::getProperty;
  private static volatile @Nullable SpanProcessor processor;
  private static volatile @Nullable Parley parley;

  private AgentParley() {}

  /** What it is set up with, once the agent has put the processor onto its tracer provider. */
  static void setUp(Function<String, @Nullable String> said, @Nullable SpanProcessor enriching) {
    settings = said;
    processor = enriching;
  }

  /** To be asked once the application runs: OpenTelemetry's global is set by then. */
  static Parley get() {
    Parley known = parley;
    return known == null ? make() : known;
  }

  private static synchronized Parley make() {
    Parley made = parley;
    if (made == null) {
      SpanProcessor shared = processor;
      ParleyBuilder builder = Parley.builder(settings).redactor(Redactors::redact);
      made =
          shared == null
              ? builder.over(GlobalOpenTelemetry.get())
              : builder.over(GlobalOpenTelemetry.get(), shared);
      parley = made;
    }
    return made;
  }
}
