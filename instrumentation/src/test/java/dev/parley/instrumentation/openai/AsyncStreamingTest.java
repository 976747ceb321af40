package dev.parley.instrumentation.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.openai.core.http.AsyncStreamResponse;
import com.openai.core.http.HttpResponseFor;
import com.openai.core.http.StreamResponse;
import com.openai.errors.NotFoundException;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.services.async.chat.ChatCompletionServiceAsync;
import dev.parley.pricing.Cost;
import dev.parley.sdk.Budget;
import dev.parley.sdk.BudgetExceededException;
import dev.parley.sdk.Conversation;
import io.opentelemetry.api.trace.StatusCode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Streamed chat completions of the real asynchronous client. */
@SuppressWarnings("MustBeClosedChecker") // A test closes late, or never, to see what comes of it.
class AsyncStreamingTest extends OpenAiLoopback {

  private static final String INCOMPLETE = "parley.stream.incomplete";

  /** Keeps what it is told. */
  private static final class Reader implements AsyncStreamResponse.Handler<ChatCompletionChunk> {
    private final List<ChatCompletionChunk> chunks = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Optional<Throwable>> end = new CompletableFuture<>();
    private final Consumer<ChatCompletionChunk> then;

    Reader(Consumer<ChatCompletionChunk> then) {
      this.then = then;
    }

    @Override
    public void onNext(ChatCompletionChunk chunk) {
      chunks.add(chunk);
      then.accept(chunk);
    }

    @Override
    public void onComplete(Optional<Throwable> error) {
      end.complete(error);
    }

    Optional<Throwable> end() throws Exception {
      return end.get(60, TimeUnit.SECONDS);
    }
  }

  @Test
  @DisplayName("OAI-08, OAI-14: an async stream gives the same chunks and attributes as a sync one")
  void sameAsBlocking() throws Exception {
    server.stream(Chunks.WHOLE).stream(Chunks.WHOLE);
    List<ChatCompletionChunk> chunks =
        StreamingTest.read(observed().chat().completions().createStreaming(StreamingTest.hello()));
    Map<String, Object> expected = attributes(onlySpan());
    exporter.reset();
    Reader reader = new Reader(chunk -> {});
    AsyncStreamResponse<ChatCompletionChunk> stream = stream();
    assertThat(stream.subscribe(reader)).isSameAs(stream);

    assertThat(reader.end()).isEmpty();
    stream.onCompleteFuture().get(60, TimeUnit.SECONDS);
    assertThat(reader.chunks).isEqualTo(chunks);
    Map<String, Object> attributes = attributes(onlySpan());
    assertThat(attributes).containsKey("gen_ai.response.time_to_first_chunk");
    for (Map<String, Object> each : List.of(attributes, expected)) {
      each.keySet().removeAll(Set.of("gen_ai.response.time_to_first_chunk"));
    }
    assertThat(attributes).isEqualTo(expected);
  }

  @Test
  @DisplayName("A second handler is refused, and leaves the first one's stream observed to its end")
  void secondHandler() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    server.stream(Chunks.HELLO, gate, Chunks.STOP + Chunks.DONE);
    AsyncStreamResponse<ChatCompletionChunk> stream = stream();
    Reader reader = new Reader(chunk -> {});
    stream.subscribe(reader);
    assertThatThrownBy(() -> stream.subscribe(new Reader(chunk -> {})))
        .isInstanceOf(IllegalStateException.class);
    System.gc();
    assertThat(exporter.getFinishedSpanItems()).isEmpty();
    gate.countDown();
    assertThat(reader.end()).isEmpty();
    assertThat(attributes(onlySpan()))
        .containsEntry("gen_ai.response.finish_reasons", List.of("stop"))
        .doesNotContainKey(INCOMPLETE);
  }

  @Test
  @DisplayName("A handler on an executor of the application's runs there")
  void executor() throws Exception {
    server.stream(Chunks.WHOLE);
    CompletableFuture<String> thread = new CompletableFuture<>();
    Reader reader = new Reader(chunk -> thread.complete(Thread.currentThread().getName()));
    stream().subscribe(reader, task -> new Thread(task, "mine").start());
    assertThat(reader.end()).isEmpty();
    assertThat(thread.join()).isEqualTo("mine");
    assertThat(attributes(onlySpan())).doesNotContainKey(INCOMPLETE);
  }

  @Test
  @DisplayName(
      "OAI-11: an async stream closed early, from outside or inside, is one span with parts")
  void closedEarly() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    server.stream(Chunks.HELLO, gate, Chunks.STOP + Chunks.DONE);
    AsyncStreamResponse<ChatCompletionChunk> stream = stream();
    CountDownLatch second = new CountDownLatch(2);
    stream.subscribe(new Reader(chunk -> second.countDown()));
    assertThat(second.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(exporter.getFinishedSpanItems()).isEmpty();
    // The client's own closing waits for the next piece.
    CompletableFuture<Void> closing = CompletableFuture.runAsync(stream::close);
    assertPartial(2, "Hello.");
    gate.countDown();
    closing.get(60, TimeUnit.SECONDS);
    stream.onCompleteFuture().get(60, TimeUnit.SECONDS);

    exporter.reset();
    server.stream(Chunks.WHOLE);
    AsyncStreamResponse<ChatCompletionChunk> inside = stream();
    inside.subscribe(new Reader(chunk -> inside.close()));
    inside.onCompleteFuture().get(60, TimeUnit.SECONDS);
    assertPartial(1, "Hel");
  }

  @Test
  @DisplayName("OAI-11: an async stream that breaks off ends one span in error, with what had come")
  void cut() throws Exception {
    server.breakOffStream(Chunks.HELLO);
    Reader reader = new Reader(chunk -> {});
    AsyncStreamResponse<ChatCompletionChunk> stream = stream();
    stream.subscribe(reader);
    Throwable failure = reader.end().orElseThrow();
    assertThat(catchThrowable(() -> stream.onCompleteFuture().get(60, TimeUnit.SECONDS)))
        .hasCause(failure);
    assertThat(reader.chunks).hasSize(2);
    assertThat(attributes(onlySpan()))
        .containsEntry("gen_ai.completion.0.content", "Hello.")
        .containsEntry("error.type", failure.getClass().getName());
    assertThat(onlySpan().getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
  }

  @Test
  @DisplayName("OAI-11: an async stream that nobody subscribed to is one ended, incomplete span")
  void abandoned() {
    server.stream(Chunks.WHOLE);
    assertThat(stream()).isNotNull();
    assertThat(attributes(onlySpanOfForgotten())).containsEntry(INCOMPLETE, true);
  }

  @Test
  @DisplayName("A handler that fails has read no further; it is told as the client tells it")
  void handlerFails() throws Exception {
    server.stream(Chunks.WHOLE);
    IllegalStateException mine = new IllegalStateException("mine");
    Reader reader =
        new Reader(
            chunk -> {
              throw mine;
            });
    stream().subscribe(reader);
    assertThat(reader.end()).containsSame(mine);
    assertPartial(1, "Hel");
  }

  @Test
  @DisplayName("OAI-13, OAI-14: a refused async stream fails as the client does, read or not")
  void refused() throws Exception {
    server.answer(404, "{\"error\":{\"message\":\"no such model\"}}");
    AsyncStreamResponse<ChatCompletionChunk> unread = stream();
    assertThatThrownBy(() -> unread.onCompleteFuture().get(60, TimeUnit.SECONDS))
        .hasRootCauseExactlyInstanceOf(NotFoundException.class);
    assertNotFound();

    server.answer(404, "{\"error\":{\"message\":\"no such model\"}}");
    Reader reader = new Reader(chunk -> {});
    stream().subscribe(reader);
    Throwable failure = reader.end().orElseThrow();
    assertThat(failure instanceof CompletionException ? failure.getCause() : failure)
        .isExactlyInstanceOf(NotFoundException.class);
    assertNotFound();
  }

  private void assertNotFound() {
    assertThat(attributes(onlySpan()))
        .containsEntry("error.type", NotFoundException.class.getName())
        .containsEntry("http.response.status_code", 404L);
    assertThat(onlySpan().getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    exporter.reset();
  }

  @Test
  @DisplayName("An enforced budget fails an async stream as the client fails, and sends nothing")
  void budget() throws Exception {
    ChatCompletionServiceAsync client = observed().async().chat().completions();
    AsyncStreamResponse<ChatCompletionChunk> stream =
        Conversation.of("c1")
            .budget(Budget.of(Cost.ZERO).enforced())
            .call(() -> client.createStreaming(StreamingTest.hello()));
    Reader reader = new Reader(chunk -> {});
    stream.subscribe(reader);
    assertThat(reader.end().orElseThrow()).isInstanceOf(BudgetExceededException.class);
    assertThatThrownBy(() -> stream.onCompleteFuture().get(60, TimeUnit.SECONDS))
        .hasCauseInstanceOf(BudgetExceededException.class);
    assertThatThrownBy(() -> stream.subscribe(reader)).isInstanceOf(IllegalStateException.class);
    stream.close();
    assertThat(server.bodies()).isEmpty();
    assertThat(onlySpan().getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
  }

  @Test
  @DisplayName("A raw async response that streams is observed when parsed")
  void rawResponse() throws Exception {
    server.stream(Chunks.WHOLE);
    try (HttpResponseFor<StreamResponse<ChatCompletionChunk>> response =
        observed()
            .async()
            .chat()
            .completions()
            .withRawResponse()
            .createStreaming(StreamingTest.hello())
            .get(60, TimeUnit.SECONDS)) {
      assertThat(StreamingTest.read(response.parse())).hasSize(4);
    }
    assertThat(attributes(onlySpan()))
        .containsEntry("gen_ai.completion.0.content", "Hello.")
        .doesNotContainKey(INCOMPLETE);
  }

  private AsyncStreamResponse<ChatCompletionChunk> stream() {
    return observed().async().chat().completions().createStreaming(StreamingTest.hello());
  }

  private void assertPartial(long pieces, String content) {
    assertThat(attributes(onlySpan()))
        .containsEntry(INCOMPLETE, true)
        .containsEntry("parley.stream.items", pieces)
        .containsEntry("gen_ai.completion.0.content", content)
        .doesNotContainKey("gen_ai.usage.input_tokens");
    assertThat(onlySpan().getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
  }
}
