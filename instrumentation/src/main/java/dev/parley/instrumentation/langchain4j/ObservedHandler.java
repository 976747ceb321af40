package dev.parley.instrumentation.langchain4j;

import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.PartialThinkingContext;
import dev.langchain4j.model.chat.response.PartialToolCall;
import dev.langchain4j.model.chat.response.PartialToolCallContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import dev.parley.sdk.internal.stream.Progress;
import io.opentelemetry.context.Scope;

/**
 * Between a model and who waits for its answer, which is told everything in the context that the
 * call was made in, on whatever thread. A call that a service makes itself is the end of the
 * service's run where it fails, is given up, or is answered by what fails: no event may tell so.
 */
final class ObservedHandler implements StreamingChatResponseHandler {
  private final StreamingChatResponseHandler handler;
  private final ModelCall call;
  private final StreamedChat pieces;
  private final Progress progress;

  ObservedHandler(StreamingChatResponseHandler handler, ModelCall call) {
    this.handler = handler;
    this.call = call;
    this.pieces = new StreamedChat(call.provider(), call.recordsContent());
    this.progress = call.stream(pieces);
  }

  @Override
  public void onPartialResponse(String text) {
    progress.next(text);
    tell(() -> handler.onPartialResponse(text));
  }

  @Override
  public void onPartialResponse(PartialResponse text, PartialResponseContext context) {
    progress.next(text.text());
    PartialResponseContext given = new PartialResponseContext(handle(context.streamingHandle()));
    tell(() -> handler.onPartialResponse(text, given));
  }

  @Override
  public void onPartialThinking(PartialThinking thinking) {
    progress.next(thinking);
    tell(() -> handler.onPartialThinking(thinking));
  }

  @Override
  public void onPartialThinking(PartialThinking thinking, PartialThinkingContext context) {
    progress.next(thinking);
    PartialThinkingContext given = new PartialThinkingContext(handle(context.streamingHandle()));
    tell(() -> handler.onPartialThinking(thinking, given));
  }

  @Override
  public void onPartialToolCall(PartialToolCall tool) {
    progress.next(tool);
    tell(() -> handler.onPartialToolCall(tool));
  }

  @Override
  public void onPartialToolCall(PartialToolCall tool, PartialToolCallContext context) {
    progress.next(tool);
    PartialToolCallContext given = new PartialToolCallContext(handle(context.streamingHandle()));
    tell(() -> handler.onPartialToolCall(tool, given));
  }

  @Override
  public void onCompleteToolCall(CompleteToolCall tool) {
    tell(() -> handler.onCompleteToolCall(tool));
  }

  @Override
  public void onUnmappedRawEvent(Object event) {
    tell(() -> handler.onUnmappedRawEvent(event));
  }

  @Override
  public void onCompleteResponse(ChatResponse response) {
    pieces.whole(response);
    progress.complete();
    try {
      tell(() -> handler.onCompleteResponse(response));
    } catch (Throwable e) {
      failService(e);
      throw e;
    }
  }

  @Override
  public void onError(Throwable error) {
    progress.fail(error);
    try {
      tell(() -> handler.onError(error));
    } finally {
      failService(error);
    }
  }

  private void failService(Throwable error) {
    ServiceRun service = call.service();
    if (service != null) {
      service.fail(error);
    }
  }

  @SuppressWarnings("try") // A scope works by being open.
  private void tell(Runnable what) {
    try (Scope scope = call.around().makeCurrent()) {
      what.run();
    }
  }

  private StreamingHandle handle(StreamingHandle given) {
    return new StreamingHandle() {
      @Override
      public void cancel() {
        given.cancel();
        progress.stop();
        ServiceRun service = call.service();
        if (service != null) {
          service.giveUp();
        }
      }

      @Override
      public boolean isCancelled() {
        return given.isCancelled();
      }
    };
  }
}
