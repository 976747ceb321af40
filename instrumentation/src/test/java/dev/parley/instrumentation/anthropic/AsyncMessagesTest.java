package dev.parley.instrumentation.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.anthropic.client.AnthropicClientAsync;
import com.anthropic.core.http.AsyncStreamResponse;
import com.anthropic.errors.NotFoundException;
import com.anthropic.models.messages.RawMessageStreamEvent;
import dev.parley.pricing.Cost;
import dev.parley.sdk.Budget;
import dev.parley.sdk.BudgetExceededException;
import dev.parley.sdk.Conversation;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The asynchronous client. */
@SuppressWarnings({"MustBeClosedChecker", "FutureReturnValueIgnored"})
class AsyncMessagesTest extends AnthropicLoopback {

  private AnthropicClientAsync async() {
    return AnthropicInstrumentation.create(parley).instrument(plain.async());
  }

  @Test
  @DisplayName("XP-01: the asynchronous client tells the same as the blocking one")
  void sameAsBlocking() {
    server.answer(200, HELLO).answer(200, HELLO).answer(200, HELLO);

    observed().messages().create(hello());
    async().messages().create(hello()).join();
    async().beta().messages().create(betaHello()).join();

    List<SpanData> spans = exporter.getFinishedSpanItems();
    assertThat(spans).hasSize(3);
    assertThat(attributes(spans.get(1))).isEqualTo(attributes(spans.get(0)));
    assertThat(attributes(spans.get(2))).isEqualTo(attributes(spans.get(0)));
  }

  @Test
  @DisplayName("The call belongs to the conversation around it, wherever its answer comes")
  void context() {
    server.answer(200, HELLO);

    Conversation.of("c1").call(() -> async().messages().create(hello())).join();

    assertThat(attributes(onlySpan()))
        .containsEntry("gen_ai.conversation.id", "c1")
        .containsEntry("gen_ai.conversation.turn_number", 1L);
  }

  @Test
  @DisplayName("XP-01: a stream that is handed over tells the same as one that is read")
  void stream() {
    server.stream(Events.HELLO).stream(Events.HELLO);

    try (var response = observed().messages().createStreaming(hello())) {
      assertThat(response.stream().count()).isEqualTo(7);
    }
    async().messages().createStreaming(hello()).subscribe(event -> {}).onCompleteFuture().join();

    List<SpanData> spans = exporter.getFinishedSpanItems();
    assertThat(spans).hasSize(2);
    assertThat(unstreamed(spans.get(1))).isEqualTo(unstreamed(spans.get(0)));
  }

  @Test
  @DisplayName("Retries on other threads are counted on the one span")
  void retried() {
    server
        .answer(503, Map.of("retry-after-ms", "1"), "{}")
        .answer(200, Map.of("request-id", "req_2"), HELLO);

    async().messages().create(hello()).join();

    assertThat(attributes(onlySpan()))
        .containsEntry("http.request.resend_count", 1L)
        .containsEntry("anthropic.request.id", "req_2");
  }

  @Test
  @DisplayName("XP-01: a failed future is the client's own, and its exception the span's")
  void failure() {
    server.answer(404, "{\"type\":\"error\",\"error\":{\"type\":\"not_found_error\"}}");

    assertThatThrownBy(() -> async().messages().create(hello()).join())
        .hasCauseInstanceOf(NotFoundException.class);

    assertThat(onlySpan().getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(attributes(onlySpan()))
        .containsEntry("error.type", NotFoundException.class.getName())
        .containsEntry("http.response.status_code", 404L);
  }

  @Test
  @DisplayName("A stream that is closed by its handler's owner is marked")
  void closed() {
    CountDownLatch gate = new CountDownLatch(1);
    CountDownLatch came = new CountDownLatch(1);
    server.stream(Events.START, gate, Events.STOP);

    AsyncStreamResponse<RawMessageStreamEvent> response =
        async().messages().createStreaming(hello()).subscribe(event -> came.countDown());
    assertThat(came).satisfies(CountDownLatch::await);
    response.close();
    gate.countDown();

    assertThat(attributes(onlySpan())).containsEntry("parley.stream.incomplete", true);
  }

  @Test
  @DisplayName("A spent budget fails the future and the stream, and nothing is sent")
  void budget() {
    Conversation spent = Conversation.of("c1").budget(Budget.of(Cost.ZERO).enforced());

    spent.run(
        () -> {
          assertThatThrownBy(() -> async().messages().create(hello()).join())
              .hasCauseInstanceOf(BudgetExceededException.class);
          assertThatThrownBy(
                  () ->
                      async()
                          .messages()
                          .createStreaming(hello())
                          .subscribe(event -> {})
                          .onCompleteFuture()
                          .join())
              .hasCauseInstanceOf(BudgetExceededException.class);
        });

    assertThat(server.bodies()).isEmpty();
  }
}
