package dev.parley.instrumentation.langchain4j;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.listener.EmbeddingModelListener;
import dev.langchain4j.observability.api.listener.AiServiceListener;
import dev.langchain4j.rag.content.retriever.ContentRetriever;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.tool.ToolExecutor;
import dev.langchain4j.service.tool.ToolProvider;
import dev.parley.instrumentation.internal.Switch;
import dev.parley.sdk.Parley;
import java.util.List;

/**
 * Observes LangChain4j: an AI service is an agent's run, and what it does are the steps inside:
 * calls of models, streamed or not, tools, retrieval, guardrails.
 *
 * <pre>{@code
 * Assistant assistant =
 *     LangChain4jInstrumentation.create(parley)
 *         .aiServices(Assistant.class)              // in place of AiServices.builder(…)
 *         .chatModel(model)
 *         .tools(new Orders())
 *         .contentRetriever(retriever)
 *         .chatMemoryProvider(id -> MessageWindowChatMemory.withMaxMessages(20))
 *         .build();
 * }</pre>
 *
 * <p>The id that a service's method marks as {@code @MemoryId} is the conversation, unless one is
 * open around the call; each call of a service is a turn of it, unless a turn is around it. Models,
 * retrievers and tools that are used without a service are observed by {@code instrument}. For what
 * a framework builds by itself there are listeners, which know nothing of what runs inside of a
 * call and can't keep one from being made: there a budget marks, also where it is to be enforced.
 *
 * <p>A call that another instrumentation tells as well, such as that of a provider's client below,
 * counts once. What is said is recorded where Parley captures content. Results and exceptions are
 * those of LangChain4j; nothing that goes wrong in here reaches the application. Thread-safe.
 *
 * @see LangChain4jAgents for the agents of {@code langchain4j-agentic}
 */
public final class LangChain4jInstrumentation {

  private final Parley parley;

  private LangChain4jInstrumentation(Parley parley) {
    this.parley = parley;
  }

  /** An instrumentation that reports to {@code parley}. */
  public static LangChain4jInstrumentation create(Parley parley) {
    return new LangChain4jInstrumentation(parley);
  }

  /**
   * In place of {@link AiServices#builder(Class)}: whatever is given to the builder is observed,
   * and so is the service that it builds. A retrieval augmentor of one's own has its retrievers
   * observed by {@link #instrument(ContentRetriever)}.
   */
  public <T> AiServices<T> aiServices(Class<T> service) {
    return ObservedAiServices.builder(service, Recording.of(parley));
  }

  /** A model that does what {@code model} does and is observed; an observed one stays as it is. */
  public ChatModel instrument(ChatModel model) {
    return ObservedChatModel.of(model, Recording.of(parley));
  }

  /** As {@link #instrument(ChatModel)}. A refusal by a budget is told to the handler. */
  public StreamingChatModel instrument(StreamingChatModel model) {
    return ObservedStreamingChatModel.of(model, Recording.of(parley));
  }

  /** As {@link #instrument(ChatModel)}; neither texts nor vectors are recorded. */
  public EmbeddingModel instrument(EmbeddingModel model) {
    return ObservedEmbeddingModel.of(model, Recording.of(parley));
  }

  /** A retriever that does what this one does, as a step. */
  public ContentRetriever instrument(ContentRetriever retriever) {
    return ObservedRetriever.of(retriever, Recording.of(parley));
  }

  /** A provider whose tools run as steps. */
  public ToolProvider instrumentTools(ToolProvider provider) {
    return ObservedToolProvider.of(provider, Recording.of(parley));
  }

  /** A tool that runs as a step. */
  public ToolExecutor instrumentTool(ToolExecutor tool) {
    return ObservedToolExecutor.of(tool, Recording.of(parley));
  }

  /** For models that a framework builds; both kinds of chat models take it. */
  public ChatModelListener chatModelListener() {
    return new ChatListener(Recording.of(parley));
  }

  /** For embedding models that a framework builds. */
  public EmbeddingModelListener embeddingModelListener() {
    return new EmbeddingListener(Recording.of(parley));
  }

  /** For AI services that a framework builds, together with the models' listeners. */
  public List<AiServiceListener<?>> aiServiceListeners() {
    return new ServiceEvents(Recording.of(parley)).listeners();
  }

  /**
   * Silences all that was instrumented for this instrumentation's Parley, by this or another
   * instrumentation: from now on it is as if it were plain. What has begun is still recorded. What
   * is instrumented afterwards is observed.
   */
  public void uninstrument() {
    Switch.off(parley, Recording.NAME);
  }
}
