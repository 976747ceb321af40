package dev.parley.server.model;

/** Who emitted a span, as far as its scope and attribute keys tell. */
public enum Dialect {
  /** Parley's own SDK and instrumentation. */
  PARLEY,
  /** OpenTelemetry's GenAI conventions, any generation. */
  SEMCONV,
  /** last9-genai. */
  LAST9,
  /** llm-tracekit. */
  TRACEKIT,
  /** A span with no GenAI attribute that we know. */
  NONE
}
