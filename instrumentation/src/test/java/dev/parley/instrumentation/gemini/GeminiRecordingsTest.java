package dev.parley.instrumentation.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.genai.Client;
import com.google.genai.types.Content;
import com.google.genai.types.GenerateContentConfig;
import com.google.genai.types.Tool;
import dev.parley.instrumentation.testing.Recordings;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All recorded traffic of the real provider, through the real client. */
class GeminiRecordingsTest extends GeminiLoopback {

  private static final JsonMapper JSON = new JsonMapper();

  @ParameterizedTest(name = "content {0}")
  @ValueSource(booleans = {true, false})
  @DisplayName("XP-02: each recorded exchange explains all of its span, and its span all of it")
  void everyAttribute(boolean content) throws IOException {
    if (!content) {
      contentOff();
    }
    Client observed = observed();
    int exchanges = 0;
    for (String name : Recordings.names("gemini-")) {
      for (Recordings.Interaction exchange : Recordings.read(name)) {
        exporter.reset();
        server.answer(exchange);
        if (name.contains("async")) {
          callAsync(observed, exchange);
        } else {
          call(observed, exchange);
        }
        assertThat(sent()).as(name + ": what is sent").isEqualTo(asked(exchange.request()));
        assertSpan(name, onlySpan(), ExpectedSpan.of(exchange, content, server.port()));
        exchanges++;
      }
    }
    assertThat(exchanges).isGreaterThanOrEqualTo(10);
  }

  private static void assertSpan(String name, SpanData span, Map<String, Object> expected) {
    Map<String, Object> actual = new TreeMap<>(attributes(span));
    assertThat(span.getName())
        .isEqualTo(
            expected.get("gen_ai.operation.name") + " " + expected.get("gen_ai.request.model"));
    // They are no facts of the exchange.
    if (expected.containsKey("gen_ai.request.stream")) {
      assertThat((double) actual.remove("gen_ai.response.time_to_first_chunk")).isPositive();
    }
    if (expected.containsKey("gen_ai.usage.cost_usd")) {
      assertThat(actual.remove("parley.cost.book")).isNotNull();
    }
    actual.replaceAll((key, value) -> ExpectedSpan.comparable(expected.get(key), value));
    assertThat(actual).as(name).containsExactlyInAnyOrderEntriesOf(expected);
  }

  private static void call(Client client, Recordings.Interaction exchange) {
    String model = ExpectedSpan.model(exchange);
    JsonNode request = exchange.request();
    if (ExpectedSpan.isEmbedding(exchange)) {
      client.models.embedContent(model, texts(request), null);
    } else if (ExpectedSpan.isStreamed(exchange)) {
      client
          .models
          .generateContentStream(model, contents(request), config(request))
          .forEach(piece -> {});
    } else {
      client.models.generateContent(model, contents(request), config(request));
    }
  }

  private static void callAsync(Client client, Recordings.Interaction exchange) {
    String model = ExpectedSpan.model(exchange);
    JsonNode request = exchange.request();
    if (ExpectedSpan.isEmbedding(exchange)) {
      client.async.models.embedContent(model, texts(request), null).join();
    } else {
      client.async.models.generateContent(model, contents(request), config(request)).join();
    }
  }

  private static List<String> texts(JsonNode request) {
    List<String> texts = new ArrayList<>();
    request.get("requests").forEach(one -> texts.add(one.at("/content/parts/0/text").textValue()));
    return texts;
  }

  private static List<Content> contents(JsonNode request) {
    List<Content> contents = new ArrayList<>();
    request.get("contents").forEach(one -> contents.add(Content.fromJson(one.toString())));
    return contents;
  }

  private static GenerateContentConfig config(JsonNode request) {
    List<Tool> tools = new ArrayList<>();
    request.path("tools").forEach(one -> tools.add(Tool.fromJson(one.toString())));
    GenerateContentConfig.Builder config = GenerateContentConfig.builder();
    return tools.isEmpty() ? config.build() : config.tools(tools).build();
  }

  private JsonNode sent() throws IOException {
    List<String> bodies = server.bodies();
    return asked(JSON.readTree(bodies.get(bodies.size() - 1)));
  }

  /** Empty options are sent by some versions of the library and not by others. */
  private static JsonNode asked(JsonNode request) {
    return request.has("contents") ? request.get("contents") : request.get("requests");
  }
}
