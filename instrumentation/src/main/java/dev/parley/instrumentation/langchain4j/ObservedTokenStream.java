package dev.parley.instrumentation.langchain4j;

import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.PartialThinkingContext;
import dev.langchain4j.model.chat.response.PartialToolCall;
import dev.langchain4j.model.chat.response.PartialToolCallContext;
import dev.langchain4j.rag.content.Content;
import dev.langchain4j.service.TokenStream;
import dev.langchain4j.service.tool.BeforeToolExecution;
import dev.langchain4j.service.tool.ToolExecution;
import io.opentelemetry.context.Scope;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** The answer of a service, piece by piece, which is made inside of the service's run. */
final class ObservedTokenStream implements TokenStream {
  private final TokenStream plain;
  private final ServiceRun run;

  ObservedTokenStream(TokenStream plain, ServiceRun run) {
    this.plain = plain;
    this.run = run;
  }

  @Override
  @SuppressWarnings("try") // A scope works by being open.
  public void start() {
    try (Scope scope = run.context().makeCurrent()) {
      plain.start();
    } catch (Throwable e) {
      run.fail(e);
      throw e;
    }
  }

  @Override
  public TokenStream onPartialResponse(Consumer<String> handler) {
    plain.onPartialResponse(handler);
    return this;
  }

  @Override
  public TokenStream onPartialResponseWithContext(
      BiConsumer<PartialResponse, PartialResponseContext> handler) {
    plain.onPartialResponseWithContext(handler);
    return this;
  }

  @Override
  public TokenStream onPartialThinking(Consumer<PartialThinking> handler) {
    plain.onPartialThinking(handler);
    return this;
  }

  @Override
  public TokenStream onPartialThinkingWithContext(
      BiConsumer<PartialThinking, PartialThinkingContext> handler) {
    plain.onPartialThinkingWithContext(handler);
    return this;
  }

  @Override
  public TokenStream onPartialToolCall(Consumer<PartialToolCall> handler) {
    plain.onPartialToolCall(handler);
    return this;
  }

  @Override
  public TokenStream onPartialToolCallWithContext(
      BiConsumer<PartialToolCall, PartialToolCallContext> handler) {
    plain.onPartialToolCallWithContext(handler);
    return this;
  }

  @Override
  public TokenStream onRetrieved(Consumer<List<Content>> handler) {
    plain.onRetrieved(handler);
    return this;
  }

  @Override
  public TokenStream onIntermediateResponse(Consumer<ChatResponse> handler) {
    plain.onIntermediateResponse(handler);
    return this;
  }

  @Override
  public TokenStream beforeToolExecution(Consumer<BeforeToolExecution> handler) {
    plain.beforeToolExecution(handler);
    return this;
  }

  @Override
  public TokenStream onUnmappedRawEvent(Consumer<Object> handler) {
    plain.onUnmappedRawEvent(handler);
    return this;
  }

  @Override
  public TokenStream onToolExecuted(Consumer<ToolExecution> handler) {
    plain.onToolExecuted(handler);
    return this;
  }

  @Override
  public TokenStream onCompleteResponse(Consumer<ChatResponse> handler) {
    plain.onCompleteResponse(handler);
    return this;
  }

  @Override
  public TokenStream onError(Consumer<Throwable> handler) {
    plain.onError(handler);
    return this;
  }

  @Override
  public TokenStream ignoreErrors() {
    plain.ignoreErrors();
    return this;
  }
}
