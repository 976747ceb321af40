package dev.parley.instrumentation.anthropic;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.AnthropicClientAsync;
import com.anthropic.core.ClientOptions;
import com.anthropic.core.RequestOptions;
import com.anthropic.core.http.AsyncStreamResponse;
import com.anthropic.core.http.HttpResponseFor;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.services.async.BetaServiceAsync;
import com.anthropic.services.async.MessageServiceAsync;
import com.anthropic.services.blocking.BetaService;
import com.anthropic.services.blocking.MessageService;
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
import java.lang.reflect.Method;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The types of {@code com.anthropic:anthropic-java}. */
final class AnthropicServices implements ServiceLibrary {

  /** By which the clients are switched off. */
  static final String NAME = "anthropic";

  private static final Set<Class<?>> WAY =
      Set.of(
          AnthropicClient.class,
          AnthropicClient.WithRawResponse.class,
          AnthropicClientAsync.class,
          AnthropicClientAsync.WithRawResponse.class,
          MessageService.class,
          MessageService.WithRawResponse.class,
          MessageServiceAsync.class,
          MessageServiceAsync.WithRawResponse.class,
          BetaService.class,
          BetaService.WithRawResponse.class,
          BetaServiceAsync.class,
          BetaServiceAsync.WithRawResponse.class,
          com.anthropic.services.blocking.beta.MessageService.class,
          com.anthropic.services.blocking.beta.MessageService.WithRawResponse.class,
          com.anthropic.services.async.beta.MessageServiceAsync.class,
          com.anthropic.services.async.beta.MessageServiceAsync.WithRawResponse.class);

  private static final List<Api> APIS = List.of(new MessagesApi());

  private static final IndexedMessages.Form FORM = new IndexedMessages.Form("\n", true);

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
    return AnthropicEndpoints.of(((ClientOptions.Builder) options).build());
  }

  /** A client that makes no spans of its own has no types for them. */
  @Override
  public void prepare(Object options) {
    try {
      OwnTelemetry.redirect((ClientOptions.Builder) options);
    } catch (NoClassDefFoundError | NoSuchMethodError older) {
      // It makes none.
    }
  }

  @Override
  public boolean callsBack(Method method) {
    return MessageLoops.isMadeBy(method);
  }

  @Override
  public @Nullable Object callingBack(
      Object observed, Object service, Method method, Object[] arguments) throws Throwable {
    return MessageLoops.make(observed, service, method, arguments);
  }

  @Override
  public Endpoint unread() {
    return AnthropicEndpoints.UNKNOWN;
  }

  @Override
  public long httpStatus(Throwable failure) {
    return Failure.cause(failure) instanceof AnthropicServiceException service
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
