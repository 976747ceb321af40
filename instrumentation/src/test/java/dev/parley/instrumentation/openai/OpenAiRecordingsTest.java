package dev.parley.instrumentation.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.openai.client.OpenAIClient;
import com.openai.core.ObjectMappers;
import com.openai.errors.OpenAIServiceException;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.responses.ResponseCreateParams;
import dev.parley.instrumentation.testing.Recordings;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every recording of the provider's traffic, through the real client: each attribute of each span
 * is derived from the exchange's own JSON, and there is no other one.
 */
@SuppressWarnings("MustBeClosedChecker") // What reads a stream closes it.
class OpenAiRecordingsTest extends OpenAiLoopback {

  static List<String> recordings() throws IOException {
    return Recordings.names("openai-");
  }

  @ParameterizedTest
  @MethodSource("recordings")
  @DisplayName("TK-04: recorded traffic, with content: no attribute is missing, none is unexpected")
  void withContent(String recording) throws IOException {
    replay(recording, true);
  }

  @ParameterizedTest
  @MethodSource("recordings")
  @DisplayName("TK-03: recorded traffic, without content: none is missing, none is unexpected")
  void withoutContent(String recording) throws IOException {
    contentOff();
    replay(recording, false);
  }

  private void replay(String recording, boolean content) throws IOException {
    OpenAIClient client = observed();
    for (Recordings.Interaction exchange : Recordings.read(recording)) {
      exporter.reset();
      server.answer(exchange);
      call(client, exchange, recording.contains("async"));

      SpanData span = onlySpan();
      Map<String, Object> expected =
          new ExpectedAttributes(exchange, server.port(), content).attributes();
      Map<String, Object> actual = attributes(span);
      Object seconds = actual.remove("gen_ai.response.time_to_first_chunk");
      assertThat(seconds != null).isEqualTo(exchange.contentType().startsWith("text/event-stream"));
      for (String json :
          List.of("gen_ai.input.messages", "gen_ai.output.messages", "gen_ai.tool.definitions")) {
        actual.computeIfPresent(json, (key, text) -> tree(text));
      }
      assertThat(differences(expected, actual)).as("missing or different").isEmpty();
      assertThat(differences(actual, expected)).as("unexpected or different").isEmpty();
      assertThat(span.getName())
          .isEqualTo("chat " + exchange.request().required("model").textValue());
    }
  }

  private static JsonNode tree(Object text) {
    try {
      return ObjectMappers.jsonMapper().readTree(text.toString());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, Object> differences(Map<String, Object> from, Map<String, Object> to) {
    Map<String, Object> differences = new TreeMap<>(from);
    differences.entrySet().removeAll(to.entrySet());
    return differences;
  }

  private static void call(OpenAIClient client, Recordings.Interaction exchange, boolean async)
      throws IOException {
    try {
      if (exchange.path().endsWith("/responses")) {
        ResponseCreateParams.Body body =
            ObjectMappers.jsonMapper()
                .treeToValue(exchange.request(), ResponseCreateParams.Body.class);
        ResponseCreateParams params = ResponseCreateParams.builder().body(body).build();
        if (async) {
          client.async().responses().create(params).join();
        } else {
          client.responses().create(params);
        }
        return;
      }
      chat(client, exchange, async);
    } catch (OpenAIServiceException | CompletionException refused) {
      assertThat(exchange.status()).isNotEqualTo(200);
    }
  }

  private static void chat(OpenAIClient client, Recordings.Interaction exchange, boolean async)
      throws IOException {
    ChatCompletionCreateParams.Body body =
        ObjectMappers.jsonMapper()
            .treeToValue(exchange.request(), ChatCompletionCreateParams.Body.class);
    ChatCompletionCreateParams params = ChatCompletionCreateParams.builder().body(body).build();
    boolean stream = exchange.request().path("stream").asBoolean();
    if (async && stream) {
      client
          .async()
          .chat()
          .completions()
          .createStreaming(params)
          .subscribe(chunk -> {})
          .onCompleteFuture()
          .join();
    } else if (async) {
      client.async().chat().completions().create(params).join();
    } else if (stream) {
      StreamingTest.read(client.chat().completions().createStreaming(params));
    } else {
      client.chat().completions().create(params);
    }
  }
}
