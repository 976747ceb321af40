package dev.parley.instrumentation.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.anthropic.core.http.HttpResponseFor;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.NotFoundException;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.RawMessageStreamEvent;
import dev.parley.sdk.Conversation;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** From end to end, with what the oldest version of the library has. */
class AnthropicCompatibilityTest extends AnthropicLoopback {

  @Test
  @DisplayName("A message, its stream, both asynchronous, and a failure are recorded")
  void everyForm() {
    server.answer(200, HELLO).stream(Events.HELLO).answer(200, HELLO).stream(Events.HELLO);

    Message message = Conversation.of("c1").call(() -> observed().messages().create(hello()));
    try (StreamResponse<RawMessageStreamEvent> stream =
        observed().messages().createStreaming(hello())) {
      assertThat(stream.stream().count()).isEqualTo(7);
    }
    observed().async().messages().create(hello()).join();
    observed()
        .async()
        .messages()
        .createStreaming(hello())
        .subscribe(event -> {})
        .onCompleteFuture()
        .join();

    assertThat(message.id()).isEqualTo("msg_1");
    List<SpanData> spans = exporter.getFinishedSpanItems();
    assertThat(spans).hasSize(4);
    for (SpanData span : spans) {
      assertThat(span.getName()).isEqualTo("chat " + MODEL);
      assertThat(attributes(span))
          .containsEntry("gen_ai.provider.name", "anthropic")
          .containsEntry("gen_ai.usage.input_tokens", 10L)
          .containsEntry("gen_ai.usage.output_tokens", 5L)
          .containsEntry("gen_ai.usage.cost_usd", 0.000105)
          .containsEntry("gen_ai.prompt.0.content", "Hi")
          .containsEntry("gen_ai.completion.0.content", "Hello.")
          .containsEntry("gen_ai.completion.0.finish_reason", "end_turn");
    }
    assertThat(attributes(spans.get(0))).containsEntry("gen_ai.conversation.id", "c1");
  }

  @Test
  @DisplayName("The beta API and a raw response are recorded")
  void beta() {
    server.answer(200, HELLO).answer(200, HELLO);

    observed().beta().messages().create(betaHello());
    try (HttpResponseFor<Message> response =
        observed().messages().withRawResponse().create(hello())) {
      assertThat(response.parse().id()).isEqualTo("msg_1");
    }

    assertThat(exporter.getFinishedSpanItems())
        .hasSize(2)
        .allSatisfy(
            span -> assertThat(attributes(span)).containsEntry("gen_ai.usage.input_tokens", 10L));
  }

  @Test
  @DisplayName("A failure is the client's own")
  void failure() {
    server.answer(404, Map.of("x-should-retry", "false"), "{}");

    assertThatThrownBy(() -> observed().messages().create(hello()))
        .isInstanceOf(NotFoundException.class);

    assertThat(attributes(onlySpan()))
        .containsEntry("error.type", NotFoundException.class.getName())
        .containsEntry("http.response.status_code", 404L);
  }
}
