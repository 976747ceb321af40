package dev.parley.instrumentation.langchain4j;

import dev.langchain4j.model.embedding.listener.EmbeddingModelErrorContext;
import dev.langchain4j.model.embedding.listener.EmbeddingModelListener;
import dev.langchain4j.model.embedding.listener.EmbeddingModelRequestContext;
import dev.langchain4j.model.embedding.listener.EmbeddingModelResponseContext;

/** Tells the calls of a model of embeddings by its events. */
record EmbeddingListener(Recording recording) implements EmbeddingModelListener {

  @Override
  public void onRequest(EmbeddingModelRequestContext event) {
    ModelCall.listen(
        recording,
        event.attributes(),
        () -> Asked.embeddings(event.embeddingRequest(), event.embeddingModel()));
  }

  @Override
  public void onResponse(EmbeddingModelResponseContext event) {
    ModelCall call = ModelCall.heard(event.attributes());
    if (call != null) {
      call.end(event.embeddingResponse());
    }
  }

  @Override
  public void onError(EmbeddingModelErrorContext event) {
    ModelCall call = ModelCall.heard(event.attributes());
    if (call != null) {
      call.fail(event.error());
    }
  }
}
