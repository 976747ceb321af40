package dev.parley.instrumentation.internal.service;

import dev.parley.sdk.internal.Guard;

/** The endpoint of the options that a client was last derived with. Thread-safe. */
public final class ReachedEndpoint {

  private static final Guard GUARD = new Guard("Reading the base URL of a client");

  private final ServiceLibrary library;
  private volatile Endpoint endpoint;

  public ReachedEndpoint(ServiceLibrary library, Endpoint before) {
    this.library = library;
    this.endpoint = before;
  }

  public Endpoint get() {
    return endpoint;
  }

  /** Reads the builder of options; incomplete ones are left to the client, which will say so. */
  public void read(Object options) {
    GUARD.run(() -> endpoint = library.endpoint(options));
  }
}
