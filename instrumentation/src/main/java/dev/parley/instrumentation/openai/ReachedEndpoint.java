package dev.parley.instrumentation.openai;

import com.openai.core.ClientOptions;

/** The endpoint of the options that a client was last derived with. Thread-safe. */
final class ReachedEndpoint {

  private volatile Endpoint endpoint;

  ReachedEndpoint(Endpoint before) {
    this.endpoint = before;
  }

  Endpoint get() {
    return endpoint;
  }

  /** Options have no readable base URL before they are built; building them has no effect. */
  void read(ClientOptions.Builder options) {
    try {
      endpoint = Endpoint.of(options.build().baseUrl());
    } catch (RuntimeException | LinkageError e) {
      // Incomplete options: the client itself will say so.
      ClientCalls.report("the base URL of a client could not be read", e);
    }
  }
}
