package dev.parley.instrumentation.langchain4j;

import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.ChatRequestOptions;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Stands before a model. */
final class ObservedChatModel implements ChatModel {
  private final ChatModel plain;
  private final Recording recording;

  private ObservedChatModel(ChatModel plain, Recording recording) {
    this.plain = plain;
    this.recording = recording;
  }

  static ChatModel of(ChatModel model, Recording recording) {
    return model instanceof ObservedChatModel ? model : new ObservedChatModel(model, recording);
  }

  @Override
  public ChatResponse chat(ChatRequest request) {
    return observe(request, () -> plain.chat(request));
  }

  @Override
  public ChatResponse chat(ChatRequest request, ChatRequestOptions options) {
    return observe(request, () -> plain.chat(request, options));
  }

  private ChatResponse observe(ChatRequest request, Supplier<ChatResponse> made) {
    return ModelCall.observe(
        recording,
        () -> Asked.chat(request, plain.defaultRequestParameters(), plain.provider()),
        made,
        ModelCall::end);
  }

  @Override
  public ChatResponse doChat(ChatRequest request) {
    return plain.doChat(request);
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
