package dev.parley.server.model;

/** OpenTelemetry's span status. */
public enum Status {
  UNSET,
  OK,
  ERROR
}
