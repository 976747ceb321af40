package dev.parley.instrumentation.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.http.client.jdk.JdkHttpClient;
import dev.langchain4j.http.client.jdk.JdkHttpClientBuilder;
import dev.langchain4j.model.anthropic.AnthropicChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiEmbeddingModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.langchain4j.rag.content.retriever.ContentRetriever;
import dev.langchain4j.rag.content.retriever.EmbeddingStoreContentRetriever;
import dev.langchain4j.store.embedding.inmemory.InMemoryEmbeddingStore;
import dev.parley.instrumentation.testing.Loopback;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** LangChain4j's real models of OpenAI before the loopback provider. */
abstract class LangChain4jLoopback extends Loopback {
  static final String EMBEDDED =
      """
      {"object":"list","model":"text-embedding-3-small",
       "data":[{"object":"embedding","index":0,"embedding":[1.0,0.0]}],
       "usage":{"prompt_tokens":4,"total_tokens":4}}
      """;

  /** One client for all: each has threads of its own. */
  private static final JdkHttpClientBuilder HTTP =
      JdkHttpClient.builder()
          .httpClientBuilder(HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1));

  LangChain4jInstrumentation instrumentation() {
    return LangChain4jInstrumentation.create(parley);
  }

  OpenAiChatModel model(ChatModelListener... listeners) {
    return OpenAiChatModel.builder()
        .httpClientBuilder(HTTP)
        .baseUrl(server.baseUrl())
        .apiKey("test")
        .modelName("gpt-4o-mini")
        .temperature(0.0)
        .maxRetries(0)
        .listeners(List.of(listeners))
        .build();
  }

  AnthropicChatModel claude() {
    return AnthropicChatModel.builder()
        .httpClientBuilder(HTTP)
        .baseUrl(server.baseUrl())
        .apiKey("test")
        .modelName("claude-sonnet-4-5")
        .maxRetries(0)
        .build();
  }

  OpenAiStreamingChatModel streamingModel(ChatModelListener... listeners) {
    return OpenAiStreamingChatModel.builder()
        .httpClientBuilder(HTTP)
        .baseUrl(server.baseUrl())
        .apiKey("test")
        .modelName("gpt-4o-mini")
        .listeners(List.of(listeners))
        .build();
  }

  OpenAiEmbeddingModel embeddingModel() {
    return OpenAiEmbeddingModel.builder()
        .httpClientBuilder(HTTP)
        .baseUrl(server.baseUrl())
        .apiKey("test")
        .modelName("text-embedding-3-small")
        .maxRetries(0)
        .build();
  }

  /** Finds one text, for which it embeds the query by an observed model. */
  ContentRetriever handbook() {
    InMemoryEmbeddingStore<TextSegment> store = new InMemoryEmbeddingStore<>();
    store.add(
        "d-1",
        Embedding.from(new float[] {1, 0}),
        TextSegment.from("Refunds are paid to the card."));
    return EmbeddingStoreContentRetriever.builder()
        .embeddingStore(store)
        .embeddingModel(instrumentation().instrument(embeddingModel()))
        .maxResults(1)
        .build();
  }

  static String answer(String text) {
    return """
    {"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"gpt-4o-mini-2024-07-18",
     "choices":[{"index":0,"message":{"role":"assistant","content":"%s","refusal":null},
                 "finish_reason":"stop","logprobs":null}],
     "usage":{"prompt_tokens":2000,"completion_tokens":100,"total_tokens":2100,
              "prompt_tokens_details":{"cached_tokens":500},
              "completion_tokens_details":{"reasoning_tokens":40}}}
    """
        .formatted(text);
  }

  static String toolCall(String name, String argument, String value) {
    return """
    {"id":"chatcmpl-0","object":"chat.completion","created":1,"model":"gpt-4o-mini-2024-07-18",
     "choices":[{"index":0,"message":{"role":"assistant","content":null,"tool_calls":[
       {"id":"call_1","type":"function",
        "function":{"name":"%s","arguments":"{\\"%s\\":\\"%s\\"}"}}]},
       "finish_reason":"tool_calls","logprobs":null}],
     "usage":{"prompt_tokens":1000,"completion_tokens":10,"total_tokens":1010}}
    """
        .formatted(name, argument, value);
  }

  static String chunk(String delta, String finish) {
    return "data: {\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,"
        + "\"model\":\"gpt-4o-mini-2024-07-18\",\"choices\":[{\"index\":0,\"delta\":"
        + delta
        + ",\"finish_reason\":"
        + finish
        + "}]}\n\n";
  }

  static String streamed(String... texts) {
    StringBuilder events = new StringBuilder();
    for (String text : texts) {
      events.append(chunk("{\"role\":\"assistant\",\"content\":\"" + text + "\"}", "null"));
    }
    return events + end("stop");
  }

  static String streamedToolCall(String name, String argument, String value) {
    return chunk(
            "{\"role\":\"assistant\",\"tool_calls\":[{\"index\":0,\"id\":\"call_1\",\"type\":"
                + "\"function\",\"function\":{\"name\":\""
                + name
                + "\",\"arguments\":\"{\\\""
                + argument
                + "\\\":\\\""
                + value
                + "\\\"}\"}}]}",
            "null")
        + end("tool_calls");
  }

  private static String end(String reason) {
    return chunk("{}", "\"" + reason + "\"")
        + "data: {\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,"
        + "\"model\":\"gpt-4o-mini-2024-07-18\",\"choices\":[],\"usage\":"
        + "{\"prompt_tokens\":200,\"completion_tokens\":20,\"total_tokens\":220}}\n\n"
        + "data: [DONE]\n\n";
  }

  /** So many spans, which another thread may still be ending; in the order of their ends. */
  List<SpanData> spans(int count) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> exporter.getFinishedSpanItems().size() >= count);
    assertThat(exporter.getFinishedSpanItems()).hasSize(count);
    return exporter.getFinishedSpanItems();
  }

  /** The one span of this name. */
  SpanData span(String name) {
    List<SpanData> named =
        exporter.getFinishedSpanItems().stream()
            .filter(span -> span.getName().equals(name))
            .toList();
    assertThat(named).as(exporter.getFinishedSpanItems().toString()).hasSize(1);
    return named.get(0);
  }

  /** Each span below its parent, as {@code parent/child}. */
  List<String> tree() {
    List<SpanData> all = exporter.getFinishedSpanItems();
    return all.stream()
        .map(
            span ->
                all.stream()
                        .filter(parent -> parent.getSpanId().equals(span.getParentSpanId()))
                        .map(parent -> parent.getName() + "/")
                        .findFirst()
                        .orElse("")
                    + span.getName())
        .toList();
  }
}
