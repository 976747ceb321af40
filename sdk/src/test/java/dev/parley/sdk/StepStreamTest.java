package dev.parley.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.parley.pricing.Price;
import dev.parley.pricing.PriceBook;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.Closeable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.FutureTask;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.reactivestreams.FlowAdapters;
import org.reactivestreams.Publisher;

class StepStreamTest {
  private final SpanRecorder spans =
      new SpanRecorder(
          builder ->
              builder.prices(PriceBook.empty().with("gpt-4o", Price.perMillion("2.50", "10.00"))));

  @AfterEach
  void close() {
    spans.close();
  }

  private Step llm() {
    return Step.llm("s").on(spans.parley());
  }

  private static Map<String, Object> completion(SpanData span) {
    return span.getEvents().stream()
        .filter(event -> event.getName().equals("gen_ai.content.completion"))
        .map(EventData::getAttributes)
        .map(SpanRecorder::map)
        .findFirst()
        .orElse(null);
  }

  private static Map<String, Object> delta(String text) {
    return Map.of(
        "id",
        "chatcmpl-1",
        "model",
        "gpt-4o",
        "choices",
        List.of(Map.of("index", 0, "delta", Map.of("content", text))));
  }

  @Test
  @DisplayName("OB-14 D5: an iterator's span ends at its end, with the joined text and the usage")
  void iterator() {
    List<Map<String, Object>> chunks =
        List.of(
            delta("Hel"),
            delta("lo."),
            Map.of(
                "choices", List.of(Map.of("index", 0, "delta", Map.of(), "finish_reason", "stop"))),
            Map.of(
                "choices",
                List.of(),
                "usage",
                Map.of("prompt_tokens", 1000, "completion_tokens", 500)));
    Iterator<Map<String, Object>> read = llm().iterator(chunks::iterator);
    List<Object> seen = new ArrayList<>();
    while (read.hasNext()) {
      assertThat(spans.spans()).isEmpty();
      seen.add(read.next());
    }

    assertThat(seen).isEqualTo(chunks);
    assertThatThrownBy(read::next).isInstanceOf(NoSuchElementException.class);
    SpanData span = spans.only();
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.OK);
    assertThat(completion(span)).isEqualTo(Map.of("gen_ai.completion", "Hello."));
    assertThat(spans.attributes("s"))
        .containsEntry("gen_ai.response.id", "chatcmpl-1")
        .containsEntry("gen_ai.response.model", "gpt-4o")
        .containsEntry("gen_ai.response.finish_reasons", List.of("stop"))
        .containsEntry("gen_ai.usage.input_tokens", 1000L)
        .containsEntry("gen_ai.usage.output_tokens", 500L)
        .containsEntry("gen_ai.usage.cost_usd", 0.0075)
        .containsEntry("parley.stream.items", 4L)
        .containsKeys("latency_ms", "gen_ai.response.time_to_first_chunk")
        .doesNotContainKey("parley.stream.incomplete");
  }

  @Test
  @DisplayName("OB-14 OB-11: tool calls come together from their pieces, in both shapes")
  void toolCalls() {
    var openAi =
        List.of(
            toolDelta(Map.of("index", 0, "id", "a", "function", Map.of("name", "x"))),
            toolDelta(Map.of("index", 1, "id", "b", "function", Map.of("name", "y"))),
            toolDelta(Map.of("index", 0, "function", Map.of("arguments", "{\"q\":"))),
            toolDelta(Map.of("index", 0, "function", Map.of("arguments", "1}"))));
    llm().iterator(openAi::iterator).forEachRemaining(chunk -> {});
    List<Map<String, Object>> anthropic =
        List.of(
            Map.of(
                "type",
                "message_start",
                "message",
                Map.of(
                    "id",
                    "msg_1",
                    "model",
                    "claude-x",
                    "usage",
                    Map.of("input_tokens", 20, "output_tokens", 1))),
            Map.of(
                "type",
                "content_block_start",
                "index",
                1,
                "content_block",
                Map.of("type", "tool_use", "id", "t", "name", "look", "input", Map.of())),
            Map.of(
                "type",
                "content_block_delta",
                "index",
                0,
                "delta",
                Map.of("type", "text_delta", "text", "Hm.")),
            Map.of(
                "type",
                "content_block_delta",
                "index",
                1,
                "delta",
                Map.of("type", "input_json_delta", "partial_json", "{}")),
            Map.of(
                "type",
                "message_delta",
                "delta",
                Map.of("stop_reason", "tool_use"),
                "usage",
                Map.of("output_tokens", 9)),
            Map.of("type", "message_stop"));
    Step.llm("a").on(spans.parley()).iterator(anthropic::iterator).forEachRemaining(chunk -> {});

    assertThat(spans.named("s").getEvents())
        .extracting(event -> SpanRecorder.map(event.getAttributes()))
        .containsExactly(
            Map.of(
                "tool_call.index", 0L,
                "tool_call.id", "a",
                "tool_call.type", "function",
                "gen_ai.tool.name", "x",
                "gen_ai.function.call.arguments", "{\"q\":1}"),
            Map.of(
                "tool_call.index", 1L,
                "tool_call.id", "b",
                "tool_call.type", "function",
                "gen_ai.tool.name", "y",
                "gen_ai.function.call.arguments", ""));
    assertThat(spans.attributes("a"))
        .containsEntry("gen_ai.response.id", "msg_1")
        .containsEntry("gen_ai.provider.name", "anthropic")
        .containsEntry("gen_ai.response.finish_reasons", List.of("tool_use"))
        .containsEntry("gen_ai.usage.input_tokens", 20L)
        .containsEntry("gen_ai.usage.output_tokens", 9L)
        .containsEntry("gen_ai.tool_calls.count", 1L);
    assertThat(completion(spans.named("a")).get("gen_ai.completion").toString()).startsWith("Hm.");
    assertThat(SpanRecorder.map(spans.named("a").getEvents().get(0).getAttributes()))
        .containsEntry("gen_ai.function.call.arguments", "{}");
  }

  private static Map<String, Object> toolDelta(Map<String, Object> call) {
    return Map.of(
        "choices", List.of(Map.of("index", 0, "delta", Map.of("tool_calls", List.of(call)))));
  }

  @Test
  @DisplayName("OB-14: a stream is as lazy as before; its span ends at its end, in its own context")
  void stream() {
    AtomicInteger made = new AtomicInteger();
    List<Span> inside = new ArrayList<>();
    Stream<String> words =
        llm().stream(
            () ->
                Stream.of("a", "b", "c")
                    .peek(
                        word -> {
                          made.incrementAndGet();
                          inside.add(Span.current());
                        }));
    assertThat(made).hasValue(0);

    List<Span> outside = new ArrayList<>();
    assertThat(words.peek(word -> outside.add(Span.current())).toList())
        .containsExactly("a", "b", "c");

    SpanData span = spans.only();
    assertThat(completion(span)).isEqualTo(Map.of("gen_ai.completion", "abc"));
    assertThat(inside)
        .extracting(each -> each.getSpanContext().getSpanId())
        .containsOnly(span.getSpanId());
    assertThat(outside).containsOnly(Span.getInvalid());
  }

  @Test
  @DisplayName("OB-14: a stream read in part and closed is marked incomplete, with what was read")
  void closedStream() {
    AtomicBoolean closed = new AtomicBoolean();
    try (Stream<String> words =
        llm().stream(() -> Stream.of("a", "b").onClose(() -> closed.set(true)))) {
      assertThat(words.iterator().next()).isEqualTo("a");
    }

    assertThat(closed).isTrue();
    SpanData span = spans.only();
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    assertThat(spans.attributes("s")).containsEntry("parley.stream.incomplete", true);
    assertThat(completion(span)).containsEntry("gen_ai.completion", "a");
  }

  @Test
  @DisplayName("OB-14: a parallel stream stays one and loses nothing; text is kept to a limit")
  void parallelStream() {
    Stream<String> words =
        llm().stream(() -> IntStream.range(0, 2_500).parallel().mapToObj(i -> "x".repeat(10)));
    assertThat(words.isParallel()).isTrue();
    assertThat(words.count()).isEqualTo(2_500);
    words = llm().stream(() -> Stream.generate(() -> "x".repeat(10)).limit(2_500).parallel());
    assertThat(words.map(String::length).reduce(0, Integer::sum)).isEqualTo(25_000);

    await().until(() -> spans.spans().size() >= 1);
    SpanData read =
        spans.spans().stream().filter(span -> completion(span) != null).findFirst().orElseThrow();
    assertThat(completion(read).get("gen_ai.completion").toString()).hasSize(10_000);
    assertThat(completion(read))
        .containsEntry("gen_ai.completion.truncated", true)
        .containsEntry("gen_ai.completion.length", 25_000L);
  }

  @Test
  @DisplayName("OB-14 OB-12: an iterator that fails throws the same and is recorded once")
  void failingIterator() {
    IllegalStateException broken = new IllegalStateException("broken");
    Iterator<String> read =
        llm()
            .iterator(
                () ->
                    Stream.of("a", "b")
                        .peek(
                            word -> {
                              if (word.equals("b")) {
                                throw broken;
                              }
                            })
                        .iterator());
    assertThat(read.next()).isEqualTo("a");
    assertThatThrownBy(read::next).isSameAs(broken);

    SpanData span = spans.only();
    assertThat(span.getEvents())
        .extracting(EventData::getName)
        .containsExactlyInAnyOrder("gen_ai.content.completion", "exception");
    assertThat(spans.attributes("s"))
        .containsEntry("error.type", "java.lang.IllegalStateException");
    assertThat(completion(span)).containsEntry("gen_ai.completion", "a");
  }

  @Test
  @DisplayName("OB-14: what is forgotten half-read ends once it is garbage, marked incomplete")
  void forgotten() {
    assertThat(firstOfThree()).isEqualTo("a");

    await()
        .atMost(1, TimeUnit.MINUTES)
        .until(
            () -> {
              System.gc();
              return !spans.spans().isEmpty();
            });
    assertThat(spans.attributes("s")).containsEntry("parley.stream.incomplete", true);
    assertThat(completion(spans.only())).containsEntry("gen_ai.completion", "a");
  }

  private String firstOfThree() {
    return llm().iterator(() -> List.of("a", "b", "c").iterator()).next();
  }

  /** Read once, and closed. */
  private static final class Rows implements Iterable<String>, Closeable {
    private boolean closed;

    @Override
    public Iterator<String> iterator() {
      return List.of("r1", "r2").iterator();
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  @Test
  @DisplayName("OB-14: an iterable is observed at its first reading, and can be closed as before")
  void iterable() throws Exception {
    Rows rows = new Rows();
    Iterable<String> observed = llm().iterable(() -> rows);
    assertThat(observed).containsExactly("r1", "r2");
    assertThat(observed).containsExactly("r1", "r2");
    assertThat(spans.spans()).hasSize(1);

    Iterable<String> unread = Step.llm("unread").on(spans.parley()).iterable(() -> rows);
    assertThat(unread).isInstanceOf(AutoCloseable.class);
    ((AutoCloseable) unread).close();
    assertThat(rows.closed).isTrue();
    assertThat(spans.attributes("unread")).containsEntry("parley.stream.incomplete", true);
  }

  /** Takes what it is given, as much as it asks for. */
  private static final class Reader implements Flow.Subscriber<String> {
    private final List<String> seen = new ArrayList<>();
    private final CountDownLatch done = new CountDownLatch(1);
    private final long demand;
    private Flow.Subscription subscription;
    private Throwable error;

    Reader(long demand) {
      this.demand = demand;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription = given;
      given.request(demand);
    }

    @Override
    public void onNext(String item) {
      seen.add(item);
    }

    @Override
    public void onError(Throwable thrown) {
      error = thrown;
      done.countDown();
    }

    @Override
    public void onComplete() {
      done.countDown();
    }
  }

  /** Gives its items on the thread that asks, as cold publishers do. */
  private static Flow.Publisher<String> cold(List<Span> inside, String... items) {
    return subscriber ->
        subscriber.onSubscribe(
            new Flow.Subscription() {
              private int next;

              @Override
              public void request(long n) {
                inside.add(Span.current());
                for (long i = 0; i < n && next < items.length; i++) {
                  subscriber.onNext(items[next++]);
                }
                if (next == items.length) {
                  subscriber.onComplete();
                }
              }

              @Override
              public void cancel() {
                next = items.length + 1;
              }
            });
  }

  @Test
  @DisplayName("OB-14: a publisher's span ends with its subscription; demand reaches the source")
  void publisher() {
    List<Span> inside = new ArrayList<>();
    Flow.Publisher<String> observed = llm().publisher(() -> cold(inside, "a", "b", "c"));
    Reader reader = new Reader(2);
    observed.subscribe(reader);
    assertThat(reader.seen).containsExactly("a", "b");
    assertThat(spans.spans()).isEmpty();
    reader.subscription.request(1);

    assertThat(reader.seen).containsExactly("a", "b", "c");
    assertThat(reader.done.getCount()).isZero();
    SpanData span = spans.only();
    assertThat(completion(span)).containsEntry("gen_ai.completion", "abc");
    assertThat(inside)
        .extracting(each -> each.getSpanContext().getSpanId())
        .containsExactly(span.getSpanId(), span.getSpanId());

    observed.subscribe(new Reader(3));
    assertThat(spans.spans()).hasSize(2);
  }

  @Test
  @DisplayName("OB-14: a publisher that is cancelled is incomplete, one that fails an error")
  void cancelledPublisher() {
    Reader reader = new Reader(1);
    llm().publisher(() -> cold(new ArrayList<>(), "a", "b")).subscribe(reader);
    reader.subscription.cancel();
    reader.subscription.request(1);
    assertThat(reader.seen).containsExactly("a");
    assertThat(spans.attributes("s")).containsEntry("parley.stream.incomplete", true);

    IllegalStateException broken = new IllegalStateException("broken");
    Reader failed = new Reader(1);
    SubmissionPublisher<String> source = new SubmissionPublisher<>(Runnable::run, 8);
    Step.llm("f").on(spans.parley()).publisher(() -> source).subscribe(failed);
    source.closeExceptionally(broken);
    assertThat(failed.error).isSameAs(broken);
    assertThat(spans.attributes("f"))
        .containsEntry("error.type", "java.lang.IllegalStateException");
  }

  @Test
  @DisplayName("OB-14: a publisher of Reactive Streams is observed alike")
  void reactiveStreams() {
    Publisher<String> observed =
        ReactiveSteps.publisher(
            llm(), () -> FlowAdapters.toPublisher(cold(new ArrayList<>(), "a", "b")));
    Reader reader = new Reader(2);
    observed.subscribe(FlowAdapters.toSubscriber(reader));

    assertThat(reader.seen).containsExactly("a", "b");
    assertThat(completion(spans.only())).containsEntry("gen_ai.completion", "ab");
  }

  @Test
  @DisplayName("OB-13 OB-14: a future's span ends when somebody sees its outcome, once")
  void future() throws Exception {
    FutureTask<String> work = new FutureTask<>(() -> "out");
    var future = llm().future(() -> work);
    assertThat(future.isDone()).isFalse();
    work.run();
    assertThat(spans.spans()).isEmpty();
    assertThat(future.get()).isEqualTo("out");
    assertThat(future.isDone()).isTrue();
    assertThat(completion(spans.only())).containsEntry("gen_ai.completion", "out");

    var cancelled = Step.llm("c").on(spans.parley()).future(() -> new FutureTask<>(() -> "never"));
    assertThat(cancelled.cancel(true)).isTrue();
    assertThat(spans.attributes("c"))
        .containsEntry("error.type", "java.util.concurrent.CancellationException");
  }

  @Test
  @DisplayName("OB-13: an asynchronous step that is cancelled ends then, and cancels its work")
  void cancelledStage() {
    CompletableFuture<String> work = new CompletableFuture<>();
    CompletableFuture<String> result = llm().async(() -> work).toCompletableFuture();
    result.cancel(true);

    assertThat(work).isCancelled();
    assertThat(spans.only().getEvents())
        .extracting(EventData::getName)
        .containsExactly("exception");
    assertThat(spans.attributes("s"))
        .containsEntry("error.type", "java.util.concurrent.CancellationException");

    CompletableFuture<String> stubborn = new CompletableFuture<>();
    CompletableFuture<String> given =
        Step.llm("m")
            .on(spans.parley())
            .async(stubborn::minimalCompletionStage)
            .toCompletableFuture();
    given.cancel(true);
    assertThat(spans.named("m").getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
  }
}
