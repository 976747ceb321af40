package dev.parley.instrumentation.langchain4j;

import dev.langchain4j.data.message.ContentType;
import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.listener.EmbeddingModelListener;
import dev.langchain4j.model.embedding.request.EmbeddingParameter;
import dev.langchain4j.model.embedding.request.EmbeddingRequest;
import dev.langchain4j.model.embedding.request.EmbeddingRequestParameters;
import dev.langchain4j.model.embedding.response.EmbeddingResponse;
import java.util.List;
import java.util.Set;

/** Stands before a model of embeddings. */
final class ObservedEmbeddingModel implements EmbeddingModel {
  private final EmbeddingModel plain;
  private final Recording recording;

  private ObservedEmbeddingModel(EmbeddingModel plain, Recording recording) {
    this.plain = plain;
    this.recording = recording;
  }

  static EmbeddingModel of(EmbeddingModel model, Recording recording) {
    return model instanceof ObservedEmbeddingModel
        ? model
        : new ObservedEmbeddingModel(model, recording);
  }

  /** All other ways to embed lead here. */
  @Override
  public EmbeddingResponse embed(EmbeddingRequest request) {
    return ModelCall.observe(
        recording,
        () -> Asked.embeddings(request, plain),
        () -> plain.embed(request),
        ModelCall::end);
  }

  @Override
  public EmbeddingResponse doEmbed(EmbeddingRequest request) {
    return plain.doEmbed(request);
  }

  @Override
  public List<EmbeddingModelListener> listeners() {
    return plain.listeners();
  }

  @Override
  public ModelProvider provider() {
    return plain.provider();
  }

  @Override
  public EmbeddingRequestParameters defaultRequestParameters() {
    return plain.defaultRequestParameters();
  }

  @Override
  public Set<EmbeddingParameter<?>> supportedParameters() {
    return plain.supportedParameters();
  }

  @Override
  public Set<ContentType> supportedContentTypes() {
    return plain.supportedContentTypes();
  }

  @Override
  public int dimension() {
    return plain.dimension();
  }

  @Override
  public String modelName() {
    return plain.modelName();
  }
}
