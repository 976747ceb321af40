package dev.parley.instrumentation.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.openai.core.ObjectMappers;
import com.openai.errors.OpenAIServiceException;
import dev.parley.sdk.instrumentation.GenAiAttributes;
import dev.parley.sdk.instrumentation.LlmCall;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.io.IOException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One call of an API, from its request to its end. The first way in which it ends counts, later
 * ones change nothing. Nothing in here throws into the application. Thread-safe.
 */
final class ClientCall {

  /** What the application does meanwhile. */
  interface Work {
    @Nullable Object run() throws Throwable;
  }

  /**
   * How far a stream was read.
   *
   * @param pieces how many
   * @param toEnd false if its reader gave it up
   * @param room what of the text was kept
   */
  record Read(long pieces, boolean toEnd, TextRoom room) {}

  private final Api api;
  private final LlmCall call;
  private final JsonNode request;
  private final ContentCapture capture;
  private final AtomicBoolean ended = new AtomicBoolean();

  ClientCall(Api api, LlmCall call, JsonNode request, ContentCapture capture) {
    this.api = api;
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

  /** The context of the call's span, for a client that works elsewhere. */
  Context context() {
    return call.context();
  }

  // The caller closes it.
  @SuppressWarnings("MustBeClosedChecker")
  Scope makeCurrent() {
    return call.makeCurrent();
  }

  boolean hasEnded() {
    return ended.get();
  }

  /** An observer of the answer's pieces, which ends the call as they end. */
  ClientStream stream() {
    return new ClientStream(this, api.pieces(capture.content() && call.span().isRecording()));
  }

  /** The first piece of the answer is here. */
  void firstPiece() {
    call.firstChunk();
  }

  /** Ends the call with what came back. */
  void end(@Nullable Object answer) {
    finish(() -> tree(answer), null, null);
  }

  /** Ends the call with the pieces that came back, failed or not. */
  void endStream(Response answer, Read read, @Nullable Throwable failure) {
    finish(answer, read, failure == null ? null : cause(failure));
  }

  /** Ends the call with the bytes that came back. */
  void endBody(byte[] body) {
    finish(() -> ObjectMappers.jsonMapper().readTree(body), null, null);
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
        null,
        null);
  }

  /** Ends a call whose answer nobody read. */
  void endUnread() {
    finish(MissingNode::getInstance, null, null);
  }

  /** Ends the call with a failure. */
  void fail(Throwable failure) {
    finish(MissingNode::getInstance, null, cause(failure));
  }

  private static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  /** How to read an answer. */
  interface Response {
    JsonNode read() throws IOException;
  }

  private void finish(Response response, @Nullable Read read, @Nullable Throwable failure) {
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
      write(response.read(), read);
    } catch (IOException | RuntimeException | LinkageError | StackOverflowError e) {
      ClientCalls.report("the answer of a call could not be recorded", e);
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
  private void write(JsonNode answer, @Nullable Read read) {
    JsonNode model = answer.path("model");
    call.responseModel(model.isTextual() ? model.textValue() : null);
    JsonNode tier = answer.path("service_tier");
    call.serviceTier(tier.isTextual() ? tier.textValue() : null);
    call.usage(ResponseAttributes.usage(answer.path("usage")));
    Span span = call.span();
    if (span.isRecording()) {
      api.identity(span, answer);
      if (read != null) {
        write(span, read);
      }
      api.content(span, request, answer, capture);
    }
  }

  private void write(Span span, Read read) {
    span.setAttribute(GenAiAttributes.STREAM_ITEMS, read.pieces());
    if (!read.toEnd()) {
      span.setAttribute(GenAiAttributes.STREAM_INCOMPLETE, true);
    }
    if (capture.content() && read.room().isCut()) {
      span.setAttribute("gen_ai.completion.truncated", true);
      span.setAttribute("gen_ai.completion.length", read.room().said());
    }
  }

  private JsonNode tree(@Nullable Object answer) {
    return answer == null
        ? MissingNode.getInstance()
        : ObjectMappers.jsonMapper().valueToTree(api.raw(answer));
  }
}
