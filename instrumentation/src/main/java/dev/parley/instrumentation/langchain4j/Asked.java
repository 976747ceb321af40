package dev.parley.instrumentation.langchain4j;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.request.EmbeddingInput;
import dev.langchain4j.model.embedding.request.EmbeddingRequest;
import dev.parley.instrumentation.internal.Question;
import dev.parley.pricing.Provider;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a call before it is made.
 *
 * @param provider canonical; null if unknown
 * @param model null if none is named
 * @param last the last thing that is said or embedded, by which one call is known again wherever it
 *     is told; null if there is none
 */
record Asked(
    String operation,
    @Nullable String provider,
    @Nullable String model,
    Question question,
    @Nullable Object last) {

  /**
   * A chat.
   *
   * @param parameters the request's, over the model's own
   */
  static Asked chat(
      List<ChatMessage> messages,
      ChatRequestParameters parameters,
      @Nullable ModelProvider provider) {
    return new Asked(
        "chat",
        canonical(provider, parameters.modelName()),
        parameters.modelName(),
        new ChatQuestion(messages, parameters),
        last(messages));
  }

  /** A chat whose request overrides what its model has by itself. */
  static Asked chat(
      ChatRequest request, ChatRequestParameters defaults, @Nullable ModelProvider provider) {
    return chat(request.messages(), defaults.overrideWith(request.parameters()), provider);
  }

  static Asked embeddings(EmbeddingRequest request, EmbeddingModel model) {
    List<EmbeddingInput> inputs = request.inputs();
    String named = request.modelName();
    if (named == null) {
      // A model that has no name calls itself so.
      named = "unknown".equals(model.modelName()) ? null : model.modelName();
    }
    return new Asked(
        "embeddings",
        canonical(model.provider(), named),
        named,
        new EmbeddingQuestion(request),
        inputs.isEmpty() ? null : inputs.get(inputs.size() - 1));
  }

  /** Null without any. */
  static @Nullable ChatMessage last(List<ChatMessage> messages) {
    return messages.isEmpty() ? null : messages.get(messages.size() - 1);
  }

  /** Whether it is the very same call. */
  @SuppressWarnings("ReferenceEquality") // Equal words may be said twice.
  boolean is(Asked other) {
    return operation.equals(other.operation) && last != null && last == other.last;
  }

  private static @Nullable String canonical(
      @Nullable ModelProvider provider, @Nullable String model) {
    if (provider == null || provider == ModelProvider.OTHER) {
      return Provider.ofModel(model);
    }
    return switch (provider.name()) {
      case "AZURE_OPEN_AI" -> "azure.ai.openai";
      case "MICROSOFT_FOUNDRY", "GITHUB_MODELS" -> "azure.ai.inference";
      case "OPEN_AI" -> "openai";
      case "GOOGLE_AI_GEMINI", "GOOGLE_GENAI" -> "gcp.gemini";
      case "GOOGLE_VERTEX_AI_GEMINI", "GOOGLE_VERTEX_AI_ANTHROPIC" -> "gcp.vertex_ai";
      default -> Provider.canonical(provider.name().toLowerCase(Locale.ROOT));
    };
  }
}
