package dev.parley.instrumentation.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.openai.client.OpenAIClient;
import com.openai.core.JsonMissing;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Servers that speak OpenAI's protocol, each in its own way. */
@SuppressWarnings("MustBeClosedChecker") // What reads a stream closes it.
class CompatibleServersTest extends OpenAiLoopback {

  private static final String PROPERTY = "parley.openai.provider";

  @AfterEach
  void clear() {
    System.clearProperty(PROPERTY);
  }

  private static ChatCompletionCreateParams hello() {
    return ChatCompletionCreateParams.builder().model("llama3").addUserMessage("Hello?").build();
  }

  private static String answer(String message, String more) {
    return "{\"object\":\"chat.completion\",\"created\":1,\"model\":\"llama3\",\"choices\":"
        + "[{\"index\":0,\"finish_reason\":\"stop\",\"message\":{\"role\":\"assistant\","
        + message
        + "}}]"
        + more
        + "}";
  }

  @ParameterizedTest
  @DisplayName("XP-04: the host tells who answers")
  @CsvSource({
    "https://api.openai.com/v1, openai",
    "https://eu.api.openai.com/v1, openai",
    "https://shop.openai.azure.com/openai/v1, azure.ai.openai",
    "https://shop.cognitiveservices.azure.com, azure.ai.openai",
    "https://shop.services.ai.azure.com/models, azure.ai.inference",
    "https://openrouter.ai/api/v1, openrouter",
    "https://api.groq.com/openai/v1, groq",
    "https://api.deepseek.com, deepseek",
    "https://api.mistral.ai/v1, mistral_ai",
    "https://us-central1-aiplatform.googleapis.com/v1, gcp.vertex_ai",
    "https://generativelanguage.googleapis.com/v1beta/openai, gcp.gemini",
    "https://bedrock-runtime.us-west-2.amazonaws.com/openai/v1, aws.bedrock",
    "https://lb-1.us-west-2.elb.amazonaws.com/v1, openai",
    "https://notopenrouter.ai/v1, openai",
    "http://localhost:11434/v1, openai",
  })
  void hosts(String baseUrl, String provider) {
    assertThat(OpenAiEndpoints.of(null).read(baseUrl).provider()).isEqualTo(provider);
    assertThat(OpenAiEndpoints.of("vLLM").read(baseUrl).provider()).isEqualTo("vllm");
  }

  @Test
  @DisplayName("XP-04: what the application or its configuration says wins over the host")
  void configured() {
    server.answer(200, answer("\"content\":\"Hi.\"", ""));
    server.answer(200, answer("\"content\":\"Hi.\"", ""));
    OpenAIClient ollama = OpenAiInstrumentation.create(parley).provider("Ollama").instrument(plain);
    ollama.chat().completions().create(hello());
    assertThat(attributes(onlySpan()))
        .containsEntry("gen_ai.provider.name", "ollama")
        .containsEntry("gen_ai.system", "ollama");

    exporter.reset();
    System.setProperty(PROPERTY, "azure");
    observed().chat().completions().create(hello());
    assertThat(attributes(onlySpan())).containsEntry("gen_ai.provider.name", "azure.ai.openai");
  }

  @Test
  @DisplayName("XP-04: where the body names no model, Azure's deployment in the path does")
  @SuppressWarnings("unchecked") // A missing field is of every type.
  void deployment() {
    server.answer(200, answer("\"content\":\"Hi.\"", ""));
    server.answer(200, answer("\"content\":\"Hi.\"", ""));
    String url = server.origin() + "/openai/deployments/my-gpt";
    OpenAIClient azure = observed().withOptions(options -> options.baseUrl(url));
    azure.chat().completions().create(hello().toBuilder().model(JsonMissing.of()).build());
    assertThat(onlySpan().getName()).isEqualTo("chat my-gpt");
    assertThat(attributes(onlySpan())).containsEntry("gen_ai.request.model", "my-gpt");

    exporter.reset();
    azure.chat().completions().create(hello());
    assertThat(attributes(onlySpan())).containsEntry("gen_ai.request.model", "llama3");
  }

  @Test
  @DisplayName("XP-04: an answer without id and usage, as an old Ollama gives it, says what it can")
  void bare() {
    server.answer(200, answer("\"content\":\"Hi.\"", ""));
    observed().chat().completions().create(hello());
    assertThat(attributes(onlySpan()))
        .containsEntry("gen_ai.completion.0.content", "Hi.")
        .containsEntry("gen_ai.response.model", "llama3")
        .doesNotContainKey("gen_ai.response.id")
        .allSatisfy((key, value) -> assertThat(key).doesNotStartWith("gen_ai.usage."));
  }

  @ParameterizedTest
  @DisplayName("XP-04: thoughts under both names that servers give them, whole and streamed")
  @CsvSource({"reasoning_content", "reasoning"})
  void thoughts(String name) throws IOException {
    server.answer(200, answer("\"content\":\"Hi.\",\"" + name + "\":\"Think.\"", ""));
    observed().chat().completions().create(hello());
    JsonNode whole = json(onlySpan(), "gen_ai.output.messages");

    exporter.reset();
    server.stream(
        Chunks.choice("{\"role\":\"assistant\",\"" + name + "\":\"Thi\"}")
            + Chunks.choice("{\"" + name + "\":\"nk.\"}")
            + Chunks.text("Hi.")
            + Chunks.STOP
            + Chunks.DONE);
    StreamingTest.read(observed().chat().completions().createStreaming(hello()));

    assertThat(whole.at("/0/parts/0").toString())
        .isEqualTo("{\"type\":\"reasoning\",\"content\":\"Think.\"}");
    assertThat(whole.at("/0/parts/1/content").asText()).isEqualTo("Hi.");
    assertThat(json(onlySpan(), "gen_ai.output.messages")).isEqualTo(whole);
    assertThat(attributes(onlySpan())).containsEntry("gen_ai.completion.0.content", "Hi.");
  }

  @Test
  @DisplayName("XP-04: usage as LiteLLM and DeepSeek add to it: the input includes the cache")
  void usage() {
    server.answer(
        200,
        answer(
            "\"content\":\"Hi.\"",
            ",\"usage\":{\"prompt_tokens\":100,\"completion_tokens\":5,\"total_tokens\":105,"
                + "\"cache_creation_input_tokens\":20,\"cache_read_input_tokens\":60,"
                + "\"prompt_tokens_details\":{\"cached_tokens\":60}}"));
    observed().chat().completions().create(hello());
    assertThat(attributes(onlySpan()))
        .containsEntry("gen_ai.usage.input_tokens", 100L)
        .containsEntry("gen_ai.usage.output_tokens", 5L)
        .containsEntry("gen_ai.usage.cache_read.input_tokens", 60L);

    exporter.reset();
    server.answer(
        200,
        answer(
            "\"content\":\"Hi.\"",
            ",\"usage\":{\"prompt_tokens\":100,\"completion_tokens\":5,\"total_tokens\":105,"
                + "\"prompt_cache_hit_tokens\":64,\"prompt_cache_miss_tokens\":36}"));
    observed().chat().completions().create(hello());
    assertThat(attributes(onlySpan()))
        .containsEntry("gen_ai.usage.input_tokens", 100L)
        .containsEntry("gen_ai.usage.cache_read.input_tokens", 64L);
  }
}
