package dev.parley.instrumentation.langchain4j;

import dev.langchain4j.model.chat.listener.ChatModelErrorContext;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.listener.ChatModelRequestContext;
import dev.langchain4j.model.chat.listener.ChatModelResponseContext;

/** Tells the calls of a model by its events. */
record ChatListener(Recording recording) implements ChatModelListener {

  @Override
  public void onRequest(ChatModelRequestContext event) {
    ModelCall.listen(
        recording,
        event.attributes(),
        () ->
            Asked.chat(
                event.chatRequest().messages(),
                event.chatRequest().parameters(),
                event.modelProvider()));
  }

  @Override
  public void onResponse(ChatModelResponseContext event) {
    ModelCall call = ModelCall.heard(event.attributes());
    if (call != null) {
      call.end(event.chatResponse());
    }
  }

  @Override
  public void onError(ChatModelErrorContext event) {
    ModelCall call = ModelCall.heard(event.attributes());
    if (call != null) {
      call.fail(event.error());
    }
  }
}
