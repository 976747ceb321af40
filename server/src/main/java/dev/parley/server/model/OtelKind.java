package dev.parley.server.model;

/** OpenTelemetry's span kind. */
public enum OtelKind {
  UNSPECIFIED,
  INTERNAL,
  SERVER,
  CLIENT,
  PRODUCER,
  CONSUMER
}
