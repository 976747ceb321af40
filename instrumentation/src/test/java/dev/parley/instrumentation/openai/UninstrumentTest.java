package dev.parley.instrumentation.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.core.http.StreamResponse;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.services.async.chat.ChatCompletionServiceAsync;
import com.openai.services.blocking.chat.ChatCompletionService;
import dev.parley.instrumentation.testing.TestParley;
import dev.parley.sdk.Parley;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@SuppressWarnings("MustBeClosedChecker") // A test closes late, or never, to see what comes of it.
class UninstrumentTest extends OpenAiLoopback {

  @Test
  @DisplayName("TK-05: uninstrument, from a fresh handle, silences clients that were built before")
  void silencesClientsBuiltBefore() {
    OpenAIClient client = observed();
    ChatCompletionService service = client.chat().completions();
    ChatCompletionServiceAsync async = client.async().chat().completions();
    server.stream(Chunks.WHOLE).stream(Chunks.WHOLE).stream(Chunks.WHOLE).stream(Chunks.WHOLE);
    StreamingTest.read(service.createStreaming(StreamingTest.hello()));
    assertThat(exporter.getFinishedSpanItems()).hasSize(1);

    OpenAiInstrumentation.create(parley).uninstrument();

    StreamingTest.read(service.createStreaming(StreamingTest.hello()));
    StreamingTest.read(client.chat().completions().createStreaming(StreamingTest.hello()));
    async.createStreaming(StreamingTest.hello()).subscribe(chunk -> {}).onCompleteFuture().join();
    assertThat(server.bodies()).hasSize(4);
    assertThat(exporter.getFinishedSpanItems()).hasSize(1);
  }

  @Test
  @DisplayName("A stream that is open when its client is silenced is still recorded")
  void openStream() {
    server.stream(Chunks.WHOLE);
    StreamResponse<ChatCompletionChunk> open =
        observed().chat().completions().createStreaming(StreamingTest.hello());
    OpenAiInstrumentation.create(parley).uninstrument();
    StreamingTest.read(open);
    assertThat(attributes(onlySpan())).containsEntry("gen_ai.completion.0.content", "Hello.");
  }

  @Test
  @DisplayName("A silenced client can be instrumented again, once; another Parley's go on")
  void again() {
    InMemorySpanExporter others = InMemorySpanExporter.create();
    try (Parley other = TestParley.built(others, true)) {
      OpenAIClient theirs = OpenAiInstrumentation.create(other).instrument(plain);
      OpenAiInstrumentation instrumentation = OpenAiInstrumentation.create(parley);
      OpenAIClient silenced = instrumentation.instrument(plain);
      instrumentation.uninstrument();
      OpenAIClient again = instrumentation.instrument(silenced);
      assertThat(instrumentation.instrument(again)).isSameAs(again);
      assertThat(instrumentation.uninstrument(again)).isSameAs(plain);

      server.stream(Chunks.WHOLE).stream(Chunks.WHOLE).stream(Chunks.WHOLE);
      for (OpenAIClient client : new OpenAIClient[] {silenced, again, theirs}) {
        StreamingTest.read(client.chat().completions().createStreaming(StreamingTest.hello()));
      }
      assertThat(exporter.getFinishedSpanItems()).hasSize(1);
      assertThat(others.getFinishedSpanItems()).hasSize(1);
    }
  }
}
