package dev.parley.spring.web;

import dev.parley.sdk.instrumentation.CarriedContext;

/** Where the span of a request is, where another than OpenTelemetry's context has it. */
@FunctionalInterface
public interface RequestCarrier {
  /** Lets the span of the request that this thread answers, and what comes after it, have this. */
  void carry(CarriedContext context);
}
