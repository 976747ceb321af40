package dev.parley.instrumentation.internal.service;

import dev.parley.instrumentation.internal.ContentCapture;
import dev.parley.instrumentation.internal.ObservedCall;
import dev.parley.instrumentation.internal.Switch;
import dev.parley.sdk.Parley;
import dev.parley.sdk.instrumentation.LlmCall;
import dev.parley.sdk.internal.Guard;
import org.jspecify.annotations.Nullable;

/**
 * Begins the calls of a library's observed clients. Nothing in here throws, but for an enforced
 * budget. Thread-safe.
 */
public final class ServiceCalls {

  private static final Guard GUARD = new Guard("Reading the request of a call");

  private final Parley parley;
  private final ServiceLibrary library;
  private final ApiMethods methods;
  private final Switch observing;
  private final ContentCapture capture;

  /** Calls of clients that are instrumented now, as this Parley is set up now. */
  public ServiceCalls(Parley parley, ServiceLibrary library) {
    this.parley = parley;
    this.library = library;
    this.methods = new ApiMethods(library);
    this.observing = Switch.on(parley, library.name());
    this.capture = ContentCapture.of(parley, library.form());
  }

  ServiceLibrary library() {
    return library;
  }

  ApiMethods methods() {
    return methods;
  }

  /** Whether clients are to pass everything through. */
  boolean isOff() {
    return observing.isOff();
  }

  /** Begins the call that a method is to make with these parameters. */
  ObservedCall begin(ApiMethod how, @Nullable Object parameters, Endpoint endpoint) {
    Api.Request request =
        GUARD.get(
            () ->
                parameters == null
                    ? how.api().request(endpoint)
                    : how.api().request(parameters, endpoint),
            Api.Request.UNREADABLE);
    LlmCall call =
        LlmCall.of(parley, how.api().operation(), endpoint.provider())
            .model(request.model())
            .server(endpoint.host(), endpoint.port() == null ? -1 : endpoint.port())
            .start();
    return ObservedCall.of(call, request.question(), how.stream(), capture);
  }
}
