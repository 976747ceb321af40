package dev.parley.instrumentation.langchain4j;

import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatRequestOptions;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import io.opentelemetry.context.Scope;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Stands before a model that answers piece by piece. */
final class ObservedStreamingChatModel implements StreamingChatModel {
  private final StreamingChatModel plain;
  private final Recording recording;

  private ObservedStreamingChatModel(StreamingChatModel plain, Recording recording) {
    this.plain = plain;
    this.recording = recording;
  }

  static StreamingChatModel of(StreamingChatModel model, Recording recording) {
    return model instanceof ObservedStreamingChatModel
        ? model
        : new ObservedStreamingChatModel(model, recording);
  }

  @Override
  public void chat(ChatRequest request, StreamingChatResponseHandler handler) {
    observe(request, handler, observed -> plain.chat(request, observed));
  }

  @Override
  public void chat(
      ChatRequest request, ChatRequestOptions options, StreamingChatResponseHandler handler) {
    observe(request, handler, observed -> plain.chat(request, options, observed));
  }

  @SuppressWarnings("try") // A scope works by being open.
  private void observe(
      ChatRequest request,
      StreamingChatResponseHandler handler,
      Consumer<StreamingChatResponseHandler> made) {
    ModelCall call;
    try {
      call =
          ModelCall.start(
              recording,
              true,
              () -> Asked.chat(request, plain.defaultRequestParameters(), plain.provider()));
    } catch (RuntimeException refused) {
      // Whoever waits for the answer learns of errors there.
      handler.onError(refused);
      return;
    }
    if (call == null) {
      made.accept(handler);
      return;
    }
    ObservedHandler observed = new ObservedHandler(handler, call);
    try (Scope scope = call.makeCurrent()) {
      made.accept(observed);
    } catch (Throwable e) {
      call.fail(e);
      throw e;
    }
  }

  @Override
  public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
    plain.doChat(request, handler);
  }

  @Override
  public ChatRequestParameters defaultRequestParameters() {
    return plain.defaultRequestParameters();
  }

  @Override
  public List<ChatModelListener> listeners() {
    return plain.listeners();
  }

  @Override
  public ModelProvider provider() {
    return plain.provider();
  }

  @Override
  public Set<Capability> supportedCapabilities() {
    return plain.supportedCapabilities();
  }
}
