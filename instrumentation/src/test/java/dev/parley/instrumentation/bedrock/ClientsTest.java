package dev.parley.instrumentation.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.pricing.Cost;
import dev.parley.sdk.Budget;
import dev.parley.sdk.BudgetExceededException;
import dev.parley.sdk.Conversation;
import dev.parley.sdk.Step;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.metrics.MetricCollection;
import software.amazon.awssdk.metrics.MetricPublisher;
import software.amazon.awssdk.retries.api.AcquireInitialTokenRequest;
import software.amazon.awssdk.retries.api.AcquireInitialTokenResponse;
import software.amazon.awssdk.retries.api.RecordSuccessRequest;
import software.amazon.awssdk.retries.api.RecordSuccessResponse;
import software.amazon.awssdk.retries.api.RefreshRetryTokenRequest;
import software.amazon.awssdk.retries.api.RefreshRetryTokenResponse;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamOutput;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.Message;

/** Clients however they were built, and calls however they end. */
class ClientsTest extends BedrockLoopback {

  static ConverseRequest hello() {
    return ConverseRequest.builder()
        .modelId(CLAUDE)
        .messages(Message.builder().role("user").content(ContentBlock.fromText("Hi")).build())
        .build();
  }

  private BedrockRuntimeClient intercepted() {
    return closed(
        builder()
            .overrideConfiguration(o -> o.addExecutionInterceptor(bedrock().interceptor()))
            .build());
  }

  private BedrockRuntimeAsyncClient interceptedAsync() {
    return closed(
        asyncBuilder()
            .overrideConfiguration(o -> o.addExecutionInterceptor(bedrock().interceptor()))
            .build());
  }

  private SpanData converse(BedrockRuntimeClient client) {
    exporter.reset();
    server.answer(200, HELLO);
    assertThat(client.converse(hello()).output().message().content()).hasSize(1);
    assertThat(attributes(onlySpan()))
        .containsEntry("gen_ai.usage.output_tokens", 8L)
        .containsEntry("gen_ai.completion.0.content", "Hello.")
        .containsEntry("server.port", (long) server.port())
        .doesNotContainKey("http.request.resend_count");
    return onlySpan();
  }

  @Test
  @DisplayName("BED-14: one span a call, however the client is built, wrapped, or both, or twice")
  void oneSpan() {
    converse(client());
    converse(intercepted());
    converse(closed(bedrock().instrument(builder()).build()));
    converse(closed(bedrock().instrument(bedrock().instrument(builder())).build()));
    converse(bedrock().instrument(intercepted()));
    converse(bedrock().instrument(bedrock().instrument(client())));
    converse(
        closed(
            builder()
                .overrideConfiguration(
                    o ->
                        o.addExecutionInterceptor(bedrock().interceptor())
                            .addExecutionInterceptor(bedrock().interceptor()))
                .build()));
  }

  @Test
  @DisplayName("BED-14: so it is for the asynchronous client, and for streams")
  void oneSpanAsynchronous() {
    for (BedrockRuntimeAsyncClient client :
        List.of(
            interceptedAsync(),
            bedrock().instrument(interceptedAsync()),
            closed(bedrock().instrument(asyncBuilder()).build()))) {
      exporter.reset();
      server.answer(200, HELLO);
      client.converse(hello()).join();
      assertThat(attributes(onlySpan())).containsEntry("gen_ai.completion.0.content", "Hello.");

      exporter.reset();
      server.answer(
          200,
          EVENTS,
          new EventStreams()
              .event("contentBlockDelta", "{\"delta\":{\"text\":\"Hello.\"}}")
              .event("messageStop", "{\"stopReason\":\"end_turn\"}")
              .bytes());
      List<ConverseStreamOutput> events = new CopyOnWriteArrayList<>();
      client
          .converseStream(
              ConverseStreamTest.hello(),
              ConverseStreamResponseHandler.builder().subscriber(events::add).build())
          .join();
      assertThat(events).hasSize(2);
      assertThat(attributes(onlySpan()))
          .containsEntry("gen_ai.completion.0.content", "Hello.")
          .containsEntry("parley.stream.items", 2L)
          .containsKey("gen_ai.response.time_to_first_chunk");
    }
  }

  /** A client of the application's own, which has no pipeline. */
  private static final class Own implements BedrockRuntimeClient {
    @Override
    public ConverseResponse converse(ConverseRequest request) {
      return ConverseResponse.builder()
          .output(o -> o.message(m -> m.role("assistant").content(ContentBlock.fromText("Own."))))
          .stopReason("end_turn")
          .usage(u -> u.inputTokens(1).outputTokens(2).totalTokens(3))
          .build();
    }

    @Override
    public String serviceName() {
      return "bedrock";
    }

    @Override
    public void close() {}
  }

  @Test
  @DisplayName("BED-14: a client that is the application's own implementation is observed too")
  void ownClient() {
    bedrock().instrument(new Own()).converse(hello());

    assertThat(attributes(onlySpan()))
        .containsEntry("gen_ai.completion.0.content", "Own.")
        .containsEntry("gen_ai.usage.output_tokens", 2L);
  }

  @Test
  @DisplayName("BED-14: methods that take a consumer of the request's builder are observed")
  void consumers() {
    server.answer(200, HELLO);
    client().converse(request -> request.modelId(CLAUDE).messages(hello().messages()));

    assertThat(attributes(onlySpan())).containsEntry("gen_ai.request.model", CLAUDE);
  }

  @Test
  @DisplayName("The client sends within the call's span, and its own interceptors see the request")
  void current() {
    List<String> seen = new CopyOnWriteArrayList<>();
    ExecutionInterceptor looks =
        new ExecutionInterceptor() {
          @Override
          public void beforeTransmission(
              Context.BeforeTransmission context, ExecutionAttributes attributes) {
            seen.add(Span.current().getSpanContext().getSpanId());
          }
        };
    server.answer(200, HELLO).answer(200, HELLO);
    bedrock()
        .instrument(
            closed(builder().overrideConfiguration(o -> o.addExecutionInterceptor(looks)).build()))
        .converse(hello());
    assertThat(seen).containsExactly(onlySpan().getSpanId());

    exporter.reset();
    closed(
            builder()
                .overrideConfiguration(
                    o ->
                        o.addExecutionInterceptor(bedrock().interceptor())
                            .addExecutionInterceptor(looks))
                .build())
        .converse(hello());
    assertThat(seen.get(1)).isEqualTo(onlySpan().getSpanId());
    assertThat(Span.current().getSpanContext().isValid()).isFalse();
  }

  @Test
  @DisplayName("An enforced budget stops the next call before it is sent, as the client fails")
  void budget() {
    BedrockRuntimeClient client = client();
    BedrockRuntimeAsyncClient async = asyncClient();
    BedrockRuntimeClient plain = intercepted();
    BedrockRuntimeAsyncClient plainAsync = interceptedAsync();
    Conversation.of("c1")
        .budget(Budget.of(Cost.ZERO).enforced())
        .run(
            () -> {
              assertThatThrownBy(() -> client.converse(hello()))
                  .isInstanceOf(BudgetExceededException.class);
              assertThatThrownBy(() -> plain.converse(hello()))
                  .isInstanceOf(BudgetExceededException.class);
              assertThatThrownBy(() -> async.converse(hello()).join())
                  .hasCauseInstanceOf(BudgetExceededException.class);
              assertThatThrownBy(() -> plainAsync.converse(hello()).join())
                  .hasCauseInstanceOf(BudgetExceededException.class);
            });

    assertThat(server.bodies()).isEmpty();
    assertThat(exporter.getFinishedSpanItems())
        .hasSize(4)
        .allMatch(span -> span.getStatus().getStatusCode() == StatusCode.ERROR);
  }

  @Test
  @DisplayName("A Step.llm around the client gives two spans of one call, and it counts once")
  void step() {
    server.answer(200, HELLO);
    BedrockRuntimeClient client = client();
    Step.llm("answer").on(parley).call(() -> client.converse(hello()));

    List<SpanData> spans = exporter.getFinishedSpanItems();
    assertThat(spans).hasSize(2);
    SpanData inner = spans.get(0);
    SpanData outer = spans.get(1);
    assertThat(inner.getParentSpanId()).isEqualTo(outer.getSpanId());
    assertThat(attributes(inner)).containsKey("gen_ai.usage.cost_usd");
    assertThat(attributes(outer)).doesNotContainKey("gen_ai.usage.cost_usd");
  }

  @Test
  @DisplayName("BED-12: a service that can't be reached, and one too slow, are the call's errors")
  void unreachable() {
    BedrockRuntimeClient nowhere =
        bedrock()
            .instrument(
                closed(
                    builder()
                        .endpointOverride(URI.create("http://127.0.0.1:1"))
                        .overrideConfiguration(o -> o.retryStrategy(r -> r.maxAttempts(1)))
                        .build()));
    assertThatThrownBy(() -> nowhere.converse(hello())).isInstanceOf(SdkClientException.class);
    assertThat(attributes(onlySpan()))
        .containsEntry("error.type", SdkClientException.class.getName())
        .containsEntry("server.port", 1L)
        .doesNotContainKey("http.response.status_code");

    exporter.reset();
    CountDownLatch gate = new CountDownLatch(1);
    server.stream(EVENTS, new byte[0], gate, new byte[1]);
    BedrockRuntimeClient hasty =
        bedrock()
            .instrument(
                closed(
                    builder()
                        .overrideConfiguration(o -> o.apiCallTimeout(Duration.ofMillis(300)))
                        .build()));
    assertThatThrownBy(() -> hasty.converse(hello())).isInstanceOf(ApiCallTimeoutException.class);
    gate.countDown();
    assertThat(attributes(onlySpan()))
        .containsEntry("error.type", ApiCallTimeoutException.class.getName());
  }

  @Test
  @DisplayName("NFR-01: an answer that is no JSON fails the SDK's way, and ends the call")
  void malformed() {
    server.answer(200, "{\"output\":").answer(200, "{\"output\":").answer(200, "{\"output\":");
    assertThatThrownBy(() -> client().converse(hello())).isInstanceOf(RuntimeException.class);

    assertThat(onlySpan().getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
  }

  @Test
  @DisplayName("A request that the SDK can't write is an error of the call, or a call given up")
  void unwritable() {
    ConverseRequest nameless = ConverseRequest.builder().build();
    assertThatThrownBy(() -> client().converse(nameless)).isInstanceOf(RuntimeException.class);
    assertThat(onlySpan().getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(attributes(onlySpan())).doesNotContainKey("gen_ai.request.model");

    exporter.reset();
    BedrockRuntimeClient plain = intercepted();
    assertThatThrownBy(() -> plain.converse(nameless)).isInstanceOf(RuntimeException.class);
    assertThat(onlySpanOfForgotten().getName()).isEqualTo("bedrock.converse");
  }

  @Test
  @DisplayName("What a client was configured with holds for its observed calls as well")
  void configuration() {
    List<MetricCollection> published = new CopyOnWriteArrayList<>();
    List<RefreshRetryTokenRequest> refreshed = new CopyOnWriteArrayList<>();
    BedrockRuntimeClient plain =
        closed(
            builder()
                .overrideConfiguration(
                    o ->
                        o.retryStrategy(new Counting(refreshed))
                            .putHeader("x-mine", "1")
                            .addMetricPublisher(
                                new MetricPublisher() {
                                  @Override
                                  public void publish(MetricCollection metrics) {
                                    published.add(metrics);
                                  }

                                  @Override
                                  public void close() {}
                                }))
                .build());
    server.answer(500, "{}").answer(200, HELLO);
    bedrock().instrument(plain).converse(hello());

    assertThat(published).hasSize(1);
    assertThat(refreshed).hasSize(1);
    assertThat(server.requests().get(1).headers()).containsEntry("x-mine", "1");
    assertThat(attributes(onlySpan())).containsEntry("http.request.resend_count", 1L);
  }

  /** The application's own, whose state must live on from call to call. */
  private record Counting(RetryStrategy strategy, List<RefreshRetryTokenRequest> refreshed)
      implements RetryStrategy {
    Counting(List<RefreshRetryTokenRequest> refreshed) {
      this(AwsRetryStrategy.standardRetryStrategy(), refreshed);
    }

    @Override
    public AcquireInitialTokenResponse acquireInitialToken(AcquireInitialTokenRequest request) {
      return strategy.acquireInitialToken(request);
    }

    @Override
    public RefreshRetryTokenResponse refreshRetryToken(RefreshRetryTokenRequest request) {
      refreshed.add(request);
      return strategy.refreshRetryToken(request);
    }

    @Override
    public RecordSuccessResponse recordSuccess(RecordSuccessRequest request) {
      return strategy.recordSuccess(request);
    }

    @Override
    public boolean useClientDefaults() {
      return false;
    }

    @Override
    public int maxAttempts() {
      return strategy.maxAttempts();
    }

    @Override
    public RetryStrategy.Builder<?, ?> toBuilder() {
      return strategy.toBuilder();
    }
  }

  @Test
  @DisplayName("Calls of other operations, and the client's own methods, pass as they are")
  void others() {
    BedrockRuntimeClient plain = closed(builder().build());
    BedrockRuntimeClient observed = bedrock().instrument(plain);
    server.answer(200, "{\"inputTokens\":7}");

    assertThat(
            observed
                .countTokens(
                    r ->
                        r.modelId(CLAUDE)
                            .input(i -> i.converse(c -> c.messages(hello().messages()))))
                .inputTokens())
        .isEqualTo(7);
    assertThat(observed.serviceName()).isEqualTo(plain.serviceName());
    assertThat(observed).isEqualTo(plain);
    assertThat(bedrock().uninstrument(observed)).isSameAs(plain);
    assertThat(exporter.getFinishedSpanItems()).isEmpty();
  }
}
