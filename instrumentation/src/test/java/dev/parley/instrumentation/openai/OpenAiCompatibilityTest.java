package dev.parley.instrumentation.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.core.http.StreamResponse;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.responses.ResponseCreateParams;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** End to end with what the oldest supported version of the client has as well. */
class OpenAiCompatibilityTest extends OpenAiLoopback {

  private static final String RESPONSE =
      """
      {"id":"resp_1","object":"response","created_at":1,"model":"gpt-4.1","status":"completed",
       "parallel_tool_calls":true,"tool_choice":"auto","tools":[],
       "output":[{"type":"message","id":"m","role":"assistant","status":"completed",
         "content":[{"type":"output_text","text":"Hello.","annotations":[]}]}],
       "usage":{"input_tokens":20,"input_tokens_details":{"cached_tokens":0},"output_tokens":10,
         "output_tokens_details":{"reasoning_tokens":0},"total_tokens":30}}
      """;

  private static ChatCompletionCreateParams hello() {
    return ChatCompletionCreateParams.builder()
        .model("gpt-4o-mini")
        .addUserMessage("Hello?")
        .build();
  }

  @Test
  @DisplayName("A chat, whole and streamed, is a span with usage and content in every version")
  void chat() {
    server.answer(
        200,
        """
        {"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"gpt-4o-mini",
         "choices":[{"index":0,"message":{"role":"assistant","content":"Hello.","refusal":null},
                     "finish_reason":"stop","logprobs":null}],
         "usage":{"prompt_tokens":20,"completion_tokens":10,"total_tokens":30}}
        """);
    observed().chat().completions().create(hello());
    assertThat(attributes(onlySpan()))
        .containsEntry("gen_ai.usage.input_tokens", 20L)
        .containsEntry("gen_ai.prompt.0.content", "Hello?")
        .containsEntry("gen_ai.completion.0.content", "Hello.")
        .containsEntry("server.port", (long) server.port());

    exporter.reset();
    server.stream(Chunks.WHOLE);
    try (StreamResponse<ChatCompletionChunk> stream =
        observed().chat().completions().createStreaming(hello())) {
      assertThat(stream.stream().count()).isPositive();
    }
    assertThat(attributes(onlySpan()))
        .containsEntry("gen_ai.usage.input_tokens", 2000L)
        .containsEntry("gen_ai.completion.0.content", "Hello.");

    exporter.reset();
    server.stream(Chunks.WHOLE);
    observed()
        .async()
        .chat()
        .completions()
        .createStreaming(hello())
        .subscribe(chunk -> {})
        .onCompleteFuture()
        .join();
    assertThat(attributes(onlySpan())).containsEntry("gen_ai.completion.0.content", "Hello.");
  }

  @Test
  @DisplayName("A response is a span with usage and content in every version")
  void response() {
    server.answer(200, RESPONSE).answer(200, RESPONSE);
    ResponseCreateParams params =
        ResponseCreateParams.builder().model("gpt-4.1").input("Hello?").build();
    observed().responses().create(params);
    assertThat(attributes(onlySpan()))
        .containsEntry("gen_ai.usage.output_tokens", 10L)
        .containsEntry("gen_ai.completion.0.content", "Hello.");

    exporter.reset();
    observed().async().responses().create(params).join();
    assertThat(attributes(onlySpan())).containsEntry("gen_ai.prompt.0.content", "Hello?");
  }
}
