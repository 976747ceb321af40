package dev.parley.instrumentation.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.openai.core.ObjectMappers;
import com.openai.errors.OpenAIServiceException;
import com.openai.models.chat.completions.StructuredChatCompletion;
import dev.parley.sdk.instrumentation.GenAiAttributes;
import dev.parley.sdk.instrumentation.LlmCall;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Scope;
import java.io.IOException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One chat completion, from its request to its end. The first way in which it ends counts, later
 * ones change nothing. Nothing in here throws into the application. Thread-safe.
 */
final class ChatCall {

  /** What the application does meanwhile. */
  interface Work {
    @Nullable Object run() throws Throwable;
  }

  private final LlmCall call;
  private final JsonNode request;
  private final ContentCapture capture;
  private final AtomicBoolean ended = new AtomicBoolean();

  ChatCall(LlmCall call, JsonNode request, ContentCapture capture) {
    this.call = call;
    this.request = request;
    this.capture = capture;
  }

  /** Runs the client's work with this call's span as the current one. */
  @SuppressWarnings("try") // The scope works by being open.
  @Nullable Object current(Work work) throws Throwable {
    try (Scope scope = call.makeCurrent()) {
      return work.run();
    }
  }

  /** Ends the call with what came back. */
  void end(@Nullable Object completion) {
    finish(() -> tree(completion), null);
  }

  /** Ends the call with the bytes that came back. */
  void endBody(byte[] body) {
    finish(() -> ObjectMappers.jsonMapper().readTree(body), null);
  }

  /** Ends the call with bytes that may be all of the answer or its beginning. */
  void endRead(byte[] body) {
    finish(
        () -> {
          try {
            return ObjectMappers.jsonMapper().readTree(body);
          } catch (JsonProcessingException notAll) {
            return MissingNode.getInstance();
          }
        },
        null);
  }

  /** Ends a call whose answer nobody read. */
  void endUnread() {
    finish(MissingNode::getInstance, null);
  }

  /** Ends the call with a failure. */
  void fail(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    finish(MissingNode::getInstance, cause);
  }

  private interface Response {
    JsonNode read() throws IOException;
  }

  private void finish(Response response, @Nullable Throwable failure) {
    if (!ended.compareAndSet(false, true)) {
      return;
    }
    try {
      if (failure != null) {
        // Before the question's content, which may fill the span.
        call.span().setAttribute(GenAiAttributes.ERROR_TYPE, failure.getClass().getName());
      }
      if (failure instanceof OpenAIServiceException service) {
        call.span().setAttribute("http.response.status_code", service.statusCode());
      }
      write(response.read());
    } catch (IOException | RuntimeException | LinkageError | StackOverflowError e) {
      ChatCalls.report("the answer of a chat completion could not be recorded", e);
    }
    if (failure == null) {
      call.end();
    } else {
      call.fail(failure);
    }
  }

  /**
   * Content comes last, the question's too: where the number of attributes is limited, it must not
   * push out the usage.
   */
  private void write(JsonNode answer) {
    JsonNode model = answer.path("model");
    call.responseModel(model.isTextual() ? model.textValue() : null);
    JsonNode tier = answer.path("service_tier");
    call.serviceTier(tier.isTextual() ? tier.textValue() : null);
    call.usage(ResponseAttributes.usage(answer.path("usage")));
    Span span = call.span();
    if (span.isRecording()) {
      ResponseAttributes.identity(span, answer);
      capture.write(span, request, answer.path("choices"));
    }
  }

  private static JsonNode tree(@Nullable Object completion) {
    if (completion == null) {
      return MissingNode.getInstance();
    }
    Object raw =
        completion instanceof StructuredChatCompletion<?> structured
            ? structured.rawChatCompletion()
            : completion;
    return ObjectMappers.jsonMapper().valueToTree(raw);
  }
}
