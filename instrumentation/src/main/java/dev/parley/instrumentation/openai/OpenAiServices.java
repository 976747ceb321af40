package dev.parley.instrumentation.openai;

import com.openai.client.OpenAIClient;
import com.openai.client.OpenAIClientAsync;
import com.openai.core.ClientOptions;
import com.openai.core.RequestOptions;
import com.openai.core.http.AsyncStreamResponse;
import com.openai.core.http.HttpResponseFor;
import com.openai.core.http.StreamResponse;
import com.openai.errors.OpenAIServiceException;
import com.openai.services.async.ChatServiceAsync;
import com.openai.services.async.EmbeddingServiceAsync;
import com.openai.services.async.ResponseServiceAsync;
import com.openai.services.async.chat.ChatCompletionServiceAsync;
import com.openai.services.blocking.ChatService;
import com.openai.services.blocking.EmbeddingService;
import com.openai.services.blocking.ResponseService;
import com.openai.services.blocking.chat.ChatCompletionService;
import dev.parley.instrumentation.internal.IndexedMessages;
import dev.parley.instrumentation.internal.service.Api;
import dev.parley.instrumentation.internal.service.AsyncStreamObserver;
import dev.parley.instrumentation.internal.service.Endpoint;
import dev.parley.instrumentation.internal.service.RefusedStream;
import dev.parley.instrumentation.internal.service.ResponseObserver;
import dev.parley.instrumentation.internal.service.ServiceLibrary;
import dev.parley.instrumentation.internal.service.StreamObserver;
import dev.parley.instrumentation.internal.service.StreamedResponseObserver;
import dev.parley.sdk.internal.Failure;
import java.util.List;
import java.util.Set;

/** The types of {@code com.openai:openai-java}. */
final class OpenAiServices implements ServiceLibrary {

  /** By which the clients are switched off. */
  static final String NAME = "openai";

  private static final Set<Class<?>> WAY =
      Set.of(
          OpenAIClient.class,
          OpenAIClient.WithRawResponse.class,
          OpenAIClientAsync.class,
          OpenAIClientAsync.WithRawResponse.class,
          ChatService.class,
          ChatService.WithRawResponse.class,
          ChatServiceAsync.class,
          ChatServiceAsync.WithRawResponse.class,
          ChatCompletionService.class,
          ChatCompletionService.WithRawResponse.class,
          ChatCompletionServiceAsync.class,
          ChatCompletionServiceAsync.WithRawResponse.class,
          EmbeddingService.class,
          EmbeddingService.WithRawResponse.class,
          EmbeddingServiceAsync.class,
          EmbeddingServiceAsync.WithRawResponse.class,
          ResponseService.class,
          ResponseService.WithRawResponse.class,
          ResponseServiceAsync.class,
          ResponseServiceAsync.WithRawResponse.class);

  private static final List<Api> APIS =
      List.of(new ChatApi(), new ResponsesApi(), new EmbeddingsApi());

  private static final IndexedMessages.Form FORM = new IndexedMessages.Form("\n", true);

  private final OpenAiEndpoints endpoints;

  OpenAiServices(OpenAiEndpoints endpoints) {
    this.endpoints = endpoints;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Set<Class<?>> way() {
    return WAY;
  }

  @Override
  public List<Api> apis() {
    return APIS;
  }

  @Override
  public IndexedMessages.Form form() {
    return FORM;
  }

  @Override
  public Class<?> rawResponse() {
    return HttpResponseFor.class;
  }

  @Override
  public Class<?> streamResponse() {
    return StreamResponse.class;
  }

  @Override
  public Class<?> asyncStreamResponse() {
    return AsyncStreamResponse.class;
  }

  @Override
  public Class<?> requestOptions() {
    return RequestOptions.class;
  }

  /** Options have no readable base URL before they are built; building them has no effect. */
  @Override
  public Endpoint endpoint(Object options) {
    return endpoints.read(((ClientOptions.Builder) options).build().baseUrl());
  }

  @Override
  public Endpoint unread() {
    return OpenAiEndpoints.UNKNOWN;
  }

  /** Older versions of the client have nothing that could count. */
  @Override
  public void prepare(Object options) {
    try {
      CountingSleeper.into((ClientOptions.Builder) options);
    } catch (LinkageError older) {
      // It sends again, uncounted.
    }
  }

  @Override
  public long httpStatus(Throwable failure) {
    return Failure.cause(failure) instanceof OpenAIServiceException service
        ? service.statusCode()
        : -1;
  }

  @Override
  public Object observed(Object rawResponse, ResponseObserver observer) {
    return new ObservedResponse<>((HttpResponseFor<?>) rawResponse, observer);
  }

  @Override
  public Object observed(Object rawResponse, StreamedResponseObserver observer) {
    return new ObservedStreamedResponse<>((HttpResponseFor<?>) rawResponse, observer);
  }

  @Override
  public Object observed(Object streamResponse, StreamObserver observer) {
    return new ObservedStreamResponse<>((StreamResponse<?>) streamResponse, observer);
  }

  @Override
  public Object observed(Object asyncStreamResponse, AsyncStreamObserver observer) {
    return new ObservedAsyncStream<>((AsyncStreamResponse<?>) asyncStreamResponse, observer);
  }

  @Override
  public Object failedAsyncStream(Throwable refusal) {
    return new FailedAsyncStream(new RefusedStream(refusal));
  }
}
