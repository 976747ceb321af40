package dev.parley.instrumentation.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.openai.core.ObjectMappers;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.parley.sdk.Parley;
import dev.parley.sdk.instrumentation.LlmCall;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Begins the calls of observed clients. Nothing in here throws, but for an enforced budget.
 * Thread-safe.
 */
final class ChatCalls {

  private static final Logger LOGGER = Logger.getLogger(ChatCalls.class.getName());
  private static final AtomicBoolean WARNED = new AtomicBoolean();

  private final Parley parley;
  private final ContentCapture capture;

  ChatCalls(Parley parley) {
    this.parley = parley;
    this.capture =
        new ContentCapture(
            parley.capturesContent(),
            parley.messageFormat().hasMessages(),
            parley.messageFormat().hasIndexed(),
            parley.redactor());
  }

  ChatCall begin(ChatCompletionCreateParams params, Endpoint endpoint) {
    JsonNode request = tree(params);
    LlmCall call =
        LlmCall.of(parley, "chat", endpoint.provider())
            .model(request.path("model").asText(""))
            .server(endpoint.host(), endpoint.port() == null ? -1 : endpoint.port())
            .start();
    if (call.span().isRecording()) {
      try {
        call.span().setAttribute("openai.api.type", "chat_completions");
        RequestAttributes.options(call.span(), request);
      } catch (RuntimeException | LinkageError | StackOverflowError e) {
        report("the request of a chat completion could not be recorded", e);
      }
    }
    return new ChatCall(call, request, capture);
  }

  /** Says once what went wrong in here; the application goes on. */
  static void report(String what, Throwable failure) {
    Level level = WARNED.compareAndSet(false, true) ? Level.WARNING : Level.FINE;
    LOGGER.log(level, what, failure);
  }

  private static JsonNode tree(ChatCompletionCreateParams params) {
    try {
      return ObjectMappers.jsonMapper().valueToTree(params._body());
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      report("the request of a chat completion could not be read", e);
      return MissingNode.getInstance();
    }
  }
}
