package dev.parley.instrumentation.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamOutput;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.Message;

/** ConverseStream, to each end that a stream can have. */
class ConverseStreamTest extends BedrockLoopback {

  private static final String USAGE =
      "{\"usage\":{\"inputTokens\":10,\"outputTokens\":5,\"totalTokens\":15},\"metrics\":{}}";

  static ConverseStreamRequest hello() {
    return ConverseStreamRequest.builder()
        .modelId(CLAUDE)
        .messages(Message.builder().role("user").content(ContentBlock.fromText("Hi")).build())
        .build();
  }

  private static EventStreams begun() {
    return new EventStreams()
        .event("messageStart", "{\"role\":\"assistant\"}")
        .event("contentBlockDelta", delta(0, "{\"text\":\"Hel\"}"));
  }

  private static EventStreams whole() {
    return begun()
        .event("contentBlockDelta", delta(0, "{\"text\":\"lo.\"}"))
        .event("contentBlockStop", "{\"contentBlockIndex\":0}")
        .event("messageStop", "{\"stopReason\":\"end_turn\"}")
        .event("metadata", USAGE);
  }

  /** An asynchronous client that sends nothing again. */
  private BedrockRuntimeAsyncClient once() {
    return bedrock()
        .instrument(
            closed(
                asyncBuilder()
                    .overrideConfiguration(o -> o.retryStrategy(r -> r.maxAttempts(1)))
                    .build()));
  }

  private static String delta(int block, String delta) {
    return "{\"contentBlockIndex\":" + block + ",\"delta\":" + delta + ",\"p\":\"abc\"}";
  }

  private static ConverseStreamResponseHandler into(List<ConverseStreamOutput> events) {
    return ConverseStreamResponseHandler.builder().subscriber(events::add).build();
  }

  /** Subscribes as it is told. */
  private static ConverseStreamResponseHandler by(
      Consumer<SdkPublisher<ConverseStreamOutput>> subscribing) {
    return ConverseStreamResponseHandler.builder()
        .onEventStream(subscribing)
        .onError(error -> {})
        .build();
  }

  /** Takes one event and then does something. */
  private static final class One implements Subscriber<ConverseStreamOutput> {
    private final Consumer<Subscription> then;
    private Subscription subscription;

    One(Consumer<Subscription> then) {
      this.then = then;
    }

    @Override
    public void onSubscribe(Subscription given) {
      subscription = given;
      given.request(1);
    }

    @Override
    public void onNext(ConverseStreamOutput event) {
      then.accept(subscription);
    }

    @Override
    public void onError(Throwable error) {}

    @Override
    public void onComplete() {}
  }

  @Test
  @DisplayName("BED-03 MET-03: a stream that is read to its end tells what came, and passes it on")
  void toItsEnd() {
    server.answer(200, EVENTS, whole().bytes());
    List<ConverseStreamOutput> events = new CopyOnWriteArrayList<>();
    asyncClient().converseStream(hello(), into(events)).join();

    assertThat(events).hasSize(6);
    SpanData span = onlySpan();
    assertThat(span.getName()).isEqualTo("bedrock.converse_stream");
    assertThat(attributes(span))
        .containsEntry("gen_ai.request.stream", true)
        .containsEntry("gen_ai.request.model", CLAUDE)
        .containsEntry("gen_ai.response.model", CLAUDE)
        .containsEntry("gen_ai.response.finish_reasons", List.of("end_turn"))
        .containsEntry("gen_ai.usage.input_tokens", 10L)
        .containsEntry("gen_ai.usage.output_tokens", 5L)
        .containsEntry("gen_ai.completion.0.role", "assistant")
        .containsEntry("gen_ai.completion.0.content", "Hello.")
        .containsEntry("gen_ai.completion.0.finish_reason", "end_turn")
        .containsEntry("parley.stream.items", 6L)
        .containsKey("gen_ai.response.time_to_first_chunk")
        .doesNotContainKey("parley.stream.incomplete");
  }

  @Test
  @DisplayName("BED-03: streamed and not, the same answer is told the same")
  void asNotStreamed() {
    server.answer(
        200,
        """
        {"output":{"message":{"role":"assistant","content":[
            {"reasoningContent":{"reasoningText":{"text":"Hm, hm."}}},
            {"text":"Let me see."},
            {"toolUse":{"toolUseId":"t1","name":"weather","input":{"city":"Rome"}}},
            {"toolUse":{"toolUseId":"t2","name":"time","input":{}}}]}},
         "stopReason":"tool_use",
         "usage":{"inputTokens":10,"outputTokens":5,"totalTokens":18,"cacheReadInputTokens":3}}
        """);
    server.answer(
        200,
        EVENTS,
        new EventStreams()
            .event("messageStart", "{\"role\":\"assistant\"}")
            .event("contentBlockDelta", delta(0, "{\"reasoningContent\":{\"text\":\"Hm, \"}}"))
            .event("contentBlockDelta", delta(0, "{\"reasoningContent\":{\"text\":\"hm.\"}}"))
            .event("contentBlockDelta", delta(0, "{\"reasoningContent\":{\"signature\":\"x\"}}"))
            .event(
                "contentBlockStart",
                """
                {"contentBlockIndex":3,"start":{"toolUse":{"toolUseId":"t2","name":"time"}}}\
                """)
            .event("contentBlockDelta", delta(1, "{\"text\":\"Let me \"}"))
            .event(
                "contentBlockStart",
                """
                {"contentBlockIndex":2,"start":{"toolUse":{"toolUseId":"t1","name":"weather"}}}\
                """)
            .event("contentBlockDelta", delta(2, "{\"toolUse\":{\"input\":\"{\\\"city\\\":\"}}"))
            .event("contentBlockDelta", delta(3, "{\"toolUse\":{\"input\":\"\"}}"))
            .event("contentBlockDelta", delta(1, "{\"text\":\"see.\"}"))
            .event("contentBlockDelta", delta(2, "{\"toolUse\":{\"input\":\"\\\"Rome\\\"}\"}}"))
            .event("contentBlockStop", "{\"contentBlockIndex\":2}")
            .event("messageStop", "{\"stopReason\":\"tool_use\"}")
            .event(
                "metadata",
                """
                {"usage":{"inputTokens":10,"outputTokens":5,"totalTokens":18,
                          "cacheReadInputTokens":3}}\
                """)
            .bytes());
    asyncClient().converse(request -> request.modelId(CLAUDE).messages(hello().messages())).join();
    Map<String, Object> atOnce = attributes(onlySpan());
    exporter.reset();
    asyncClient().converseStream(hello(), into(new CopyOnWriteArrayList<>())).join();

    Map<String, Object> streamed = attributes(onlySpan());
    List.of("gen_ai.request.stream", "gen_ai.response.time_to_first_chunk", "parley.stream.items")
        .forEach(streamed::remove);
    assertThat(streamed).isEqualTo(atOnce);
  }

  @Test
  @DisplayName("BED-04: a stream without metadata ends its call, and its tokens are unknown, not 0")
  void withoutMetadata() {
    server.answer(
        200, EVENTS, begun().event("messageStop", "{\"stopReason\":\"max_tokens\"}").bytes());
    asyncClient().converseStream(hello(), into(new CopyOnWriteArrayList<>())).join();

    assertThat(attributes(onlySpan()))
        .containsEntry("gen_ai.completion.0.content", "Hel")
        .containsEntry("gen_ai.response.finish_reasons", List.of("max_tokens"))
        .doesNotContainKeys("gen_ai.usage.input_tokens", "parley.stream.incomplete");
  }

  @Test
  @DisplayName("BED-04: an error among the events is the call's, and what had come is kept")
  void errorEvent() {
    server.answer(
        200,
        EVENTS,
        begun().exception("throttlingException", "{\"message\":\"Too many\"}").bytes());
    assertThatThrownBy(() -> once().converseStream(hello(), into(new ArrayList<>())).join())
        .hasStackTraceContaining("ThrottlingException");

    SpanData span = onlySpan();
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(attributes(span))
        .containsEntry(
            "error.type",
            "software.amazon.awssdk.services.bedrockruntime.model.ThrottlingException")
        .containsEntry("gen_ai.completion.0.content", "Hel")
        .containsEntry("gen_ai.completion.0.finish_reason", "error")
        .doesNotContainKey("parley.stream.incomplete");
  }

  @Test
  @DisplayName("BED-04: who waits for a call finds its span ended, however often")
  void endedBeforeTheFuture() {
    BedrockRuntimeAsyncClient client = asyncClient();
    for (int call = 1; call <= 100; call++) {
      server.answer(200, EVENTS, whole().bytes());
      client.converseStream(hello(), into(new ArrayList<>())).join();

      assertThat(exporter.getFinishedSpanItems()).hasSize(call);
    }
  }

  @Test
  @DisplayName("BED-04: a stream that its reader cancels ends its call as incomplete")
  void cancelled() {
    CountDownLatch gate = new CountDownLatch(1);
    server.stream(EVENTS, begun().bytes(), gate, whole().bytes());
    CompletableFuture<Void> done =
        asyncClient()
            .converseStream(hello(), by(events -> events.subscribe(new One(Subscription::cancel))));
    done.join();
    SpanData span = onlySpan();
    gate.countDown();

    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    assertThat(attributes(span))
        .containsEntry("parley.stream.incomplete", true)
        .containsEntry("gen_ai.response.finish_reasons", List.of("error"));
  }

  @Test
  @DisplayName("BED-04: a stream whose future is cancelled ends its call")
  void futureCancelled() throws InterruptedException {
    CountDownLatch gate = new CountDownLatch(1);
    CountDownLatch first = new CountDownLatch(1);
    server.stream(EVENTS, begun().bytes(), gate, whole().bytes());
    CompletableFuture<Void> done =
        asyncClient()
            .converseStream(
                hello(),
                by(
                    events -> {
                      CompletableFuture<Void> unused = events.subscribe(event -> first.countDown());
                    }));
    assertThat(first.await(1, TimeUnit.MINUTES)).isTrue();
    assertThat(done.cancel(true)).isTrue();
    SpanData span = onlySpan();
    gate.countDown();

    assertThat(attributes(span))
        .containsEntry("error.type", "java.util.concurrent.CancellationException")
        .containsEntry("gen_ai.prompt.0.content", "Hi");
  }

  @Test
  @DisplayName("BED-04: a stream that nobody subscribes to ends its call when it is forgotten")
  void abandoned() throws InterruptedException {
    server.answer(200, EVENTS, whole().bytes());
    CountDownLatch came = new CountDownLatch(1);
    forget(asyncClient(), came);
    assertThat(came.await(1, TimeUnit.MINUTES)).isTrue();

    assertThat(attributes(onlySpanOfForgotten()))
        .containsEntry("parley.stream.incomplete", true)
        .containsEntry("parley.stream.items", 0L);
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private static void forget(BedrockRuntimeAsyncClient client, CountDownLatch came) {
    client.converseStream(hello(), by(events -> came.countDown()));
  }

  @Test
  @DisplayName("BED-04: a network that fails in the middle is the call's error")
  void brokenOff() {
    server.breakOff(200, EVENTS, begun().bytes());
    List<ConverseStreamOutput> events = new CopyOnWriteArrayList<>();
    assertThatThrownBy(() -> once().converseStream(hello(), into(events)).join())
        .isInstanceOf(CompletionException.class);

    SpanData span = onlySpan();
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(attributes(span))
        .containsEntry("gen_ai.completion.0.content", "Hel")
        .containsKey("error.type");
  }

  @Test
  @DisplayName("A broken stream that the SDK asks for again is one call, told by the new stream")
  void again() {
    server.breakOff(200, EVENTS, begun().bytes());
    server.answer(200, EVENTS, whole().bytes());
    asyncClient().converseStream(hello(), into(new CopyOnWriteArrayList<>())).join();

    assertThat(attributes(onlySpan()))
        .containsEntry("http.request.resend_count", 1L)
        .containsEntry("gen_ai.completion.0.content", "Hello.")
        .containsEntry("gen_ai.usage.output_tokens", 5L);
  }

  @Test
  @DisplayName("Events are found wherever the network cuts their bytes")
  void anyCut() {
    byte[] all = whole().bytes();
    List<StreamEvent> events = new ArrayList<>();
    EventFrames frames = new EventFrames(events::add);
    for (byte one : all) {
      frames.add(ByteBuffer.wrap(new byte[] {one}));
    }
    List<StreamEvent> atOnce = new ArrayList<>();
    new EventFrames(atOnce::add).add(ByteBuffer.wrap(all));

    assertThat(events).hasSize(6).isEqualTo(atOnce);
  }

  @Test
  @DisplayName("NFR-01: bytes that are no event stream fail the SDK's way, and end the call")
  void noEventStream() {
    byte[] garbage = new byte[64];
    Arrays.fill(garbage, (byte) 'x');
    server.answer(200, EVENTS, garbage);
    assertThatThrownBy(() -> asyncClient().converseStream(hello(), into(new ArrayList<>())).join())
        .isInstanceOf(CompletionException.class);

    assertThat(onlySpan().getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
  }
}
