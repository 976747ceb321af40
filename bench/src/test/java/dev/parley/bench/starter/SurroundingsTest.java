package dev.parley.bench.starter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.embeddings.EmbeddingCreateParams;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SurroundingsTest {
  private static final JsonMapper JSON = new JsonMapper();

  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  @DisplayName("A question takes three calls of the model and two tools")
  void threeCalls() throws Exception {
    try (Surroundings surroundings = new Surroundings()) {
      ArrayNode messages = JSON.createArrayNode();
      messages.addObject().put("role", "user").put("content", "Where are my refunds?");
      for (int call = 0; call < 2; call++) {
        JsonNode answer = complete(surroundings, messages);
        assertThat(answer.at("/finish_reason").asText()).isEqualTo("tool_calls");
        assertThat(answer.at("/message/tool_calls/0/function/name").asText())
            .isEqualTo("look_up_order");
        messages.add(answer.path("message"));
        messages.addObject().put("role", "tool").put("content", "{}");
      }
      JsonNode last = complete(surroundings, messages);
      assertThat(last.at("/finish_reason").asText()).isEqualTo("stop");
      assertThat(last.at("/message/content").asText()).startsWith("I found both orders");
    }
  }

  private JsonNode complete(Surroundings surroundings, ArrayNode messages) throws Exception {
    String body = JSON.createObjectNode().set("messages", messages).toString();
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(URI.create(surroundings.address() + "/v1/chat/completions"))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    return JSON.readTree(answer.body()).at("/choices/0");
  }

  @Test
  @DisplayName("OpenAI's client reads the embeddings")
  void embeddings() throws Exception {
    try (Surroundings surroundings = new Surroundings()) {
      OpenAIClient openai =
          OpenAIOkHttpClient.builder()
              .apiKey("none")
              .baseUrl(surroundings.address() + "/v1")
              .build();
      assertThat(
              openai
                  .embeddings()
                  .create(
                      EmbeddingCreateParams.builder()
                          .model("text-embedding-3-small")
                          .inputOfArrayOfStrings(List.of("one", "two"))
                          .build())
                  .data())
          .hasSize(2)
          .allSatisfy(embedding -> assertThat(embedding.embedding()).hasSize(8));
      openai.close();
    }
  }

  @Test
  @DisplayName("Spans are counted, compressed or not")
  void spans() throws Exception {
    byte[] body =
        ExportTraceServiceRequest.newBuilder()
            .addResourceSpans(
                ResourceSpans.newBuilder()
                    .addScopeSpans(
                        ScopeSpans.newBuilder()
                            .addSpans(Span.getDefaultInstance())
                            .addSpans(Span.getDefaultInstance())))
            .build()
            .toByteArray();
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(body);
    }
    try (Surroundings surroundings = new Surroundings()) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(surroundings.address() + "/v1/traces"));
      client.send(
          request.POST(HttpRequest.BodyPublishers.ofByteArray(body)).build(),
          HttpResponse.BodyHandlers.discarding());
      client.send(
          request
              .header("Content-Encoding", "gzip")
              .POST(HttpRequest.BodyPublishers.ofByteArray(packed.toByteArray()))
              .build(),
          HttpResponse.BodyHandlers.discarding());
      assertThat(surroundings.spans()).isEqualTo(4);
      assertThat(surroundings.bytes()).isEqualTo(2L * body.length);
    }
  }
}
