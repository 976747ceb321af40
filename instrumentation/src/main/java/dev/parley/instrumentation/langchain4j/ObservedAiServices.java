package dev.parley.instrumentation.langchain4j;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.rag.content.retriever.ContentRetriever;
import dev.langchain4j.service.AiServiceContext;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.tool.ToolProvider;
import dev.parley.sdk.internal.Guard;
import java.util.Arrays;
import java.util.Collection;

/**
 * LangChain4j's builder, which observes what it is given. It shares what it is told with a builder
 * of LangChain4j's own, which does the building.
 */
final class ObservedAiServices<T> extends AiServices<T> {
  private static final Guard GUARD = new Guard("Preparing an AI service");

  private final Class<T> service;
  private final Recording recording;
  private final AiServices<T> delegate;
  private boolean prepared;

  private ObservedAiServices(Class<T> service, AiServiceContext context, Recording recording) {
    super(context);
    this.service = service;
    this.recording = recording;
    this.delegate = AiServices.builder(context);
  }

  static <T> AiServices<T> builder(Class<T> service, Recording recording) {
    return new ObservedAiServices<>(service, AiServiceContext.create(service), recording);
  }

  @Override
  public AiServices<T> chatModel(ChatModel model) {
    return super.chatModel(model == null ? null : ObservedChatModel.of(model, recording));
  }

  @Override
  public AiServices<T> streamingChatModel(StreamingChatModel model) {
    return super.streamingChatModel(
        model == null ? null : ObservedStreamingChatModel.of(model, recording));
  }

  @Override
  public AiServices<T> contentRetriever(ContentRetriever retriever) {
    return super.contentRetriever(
        retriever == null ? null : ObservedRetriever.of(retriever, recording));
  }

  @Override
  public AiServices<T> toolProvider(ToolProvider provider) {
    return super.toolProvider(
        provider == null ? null : ObservedToolProvider.of(provider, recording));
  }

  @Override
  public AiServices<T> toolProviders(Collection<ToolProvider> providers) {
    return super.toolProviders(
        providers == null
            ? null
            : providers.stream()
                .map(provider -> ObservedToolProvider.of(provider, recording))
                .toList());
  }

  @Override
  public AiServices<T> toolProviders(ToolProvider... providers) {
    return providers == null ? this : toolProviders(Arrays.asList(providers));
  }

  @Override
  public T build() {
    if (!prepared) {
      prepared = true;
      // Only now, because the builder looks at tools as they are given.
      GUARD.run(
          () ->
              context
                  .toolService
                  .toolExecutors()
                  .replaceAll((name, tool) -> ObservedToolExecutor.of(tool, recording)));
      GUARD.run(() -> registerListeners(new ServiceEvents(recording).listeners()));
    }
    return ServiceProxy.of(service, delegate.build(), recording);
  }
}
