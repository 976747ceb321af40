package dev.parley.instrumentation.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.openai.core.ObjectMappers;
import dev.parley.sdk.Parley;
import dev.parley.sdk.instrumentation.GenAiAttributes;
import dev.parley.sdk.instrumentation.LlmCall;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Begins the calls of observed clients. Nothing in here throws, but for an enforced budget.
 * Thread-safe.
 */
final class ClientCalls {

  private static final Logger LOGGER = Logger.getLogger(ClientCalls.class.getName());
  private static final AtomicBoolean WARNED = new AtomicBoolean();

  private final Parley parley;
  private final Switch observing;
  private final ContentCapture capture;

  ClientCalls(Parley parley, Switch observing) {
    this.parley = parley;
    this.observing = observing;
    this.capture =
        new ContentCapture(
            parley.capturesContent(),
            parley.messageFormat().hasMessages(),
            parley.messageFormat().hasIndexed(),
            parley.redactor());
  }

  /** Whether clients are to pass everything through. */
  boolean isOff() {
    return observing.isOff();
  }

  /** Begins the call that a method is to make with these parameters. */
  ClientCall begin(ApiMethod how, Object params, Endpoint endpoint) {
    Api api = how.api();
    JsonNode request = tree(api, params);
    LlmCall call =
        LlmCall.of(parley, api.operation(), endpoint.provider())
            .model(request.path("model").asText(""))
            .server(endpoint.host(), endpoint.port() == null ? -1 : endpoint.port())
            .start();
    if (call.span().isRecording()) {
      try {
        String type = api.type();
        if (type != null) {
          call.span().setAttribute("openai.api.type", type);
        }
        if (how.stream()) {
          call.span().setAttribute(GenAiAttributes.REQUEST_STREAM, true);
        }
        api.options(call.span(), request);
      } catch (RuntimeException | LinkageError | StackOverflowError e) {
        report("the request of a call could not be recorded", e);
      }
    }
    return new ClientCall(api, call, request, capture);
  }

  /** Says once what went wrong in here; the application goes on. */
  static void report(String what, Throwable failure) {
    Level level = WARNED.compareAndSet(false, true) ? Level.WARNING : Level.FINE;
    LOGGER.log(level, what, failure);
  }

  private static JsonNode tree(Api api, Object params) {
    try {
      return ObjectMappers.jsonMapper().valueToTree(api.body(params));
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      report("the request of a call could not be read", e);
      return MissingNode.getInstance();
    }
  }
}
