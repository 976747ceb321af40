package dev.parley.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.parley.server.config.ServerConfig;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From OTLP over HTTP to what the API shows. */
@DisplayName("Overview, Conversations and Traces show the single true total")
final class CountedOnceTest {
  private static final long START = 1_772_359_200_000L;
  private static final String BASE = "/api/v1/parley";
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir Path folder;
  private final HttpClient client = HttpClient.newHttpClient();

  /** A span of two seconds less with each level, so that it is inside of the one around it. */
  private static String span(
      int trace, int id, int parent, int level, String scope, String name, String... attributes) {
    StringBuilder list = new StringBuilder();
    for (int i = 0; i < attributes.length; i += 2) {
      boolean number = attributes[i + 1].matches("\\d+");
      list.append(i == 0 ? "" : ",")
          .append("{\"key\":\"" + attributes[i] + "\",\"value\":{")
          .append(number ? "\"intValue\":\"" : "\"stringValue\":\"")
          .append(attributes[i + 1] + "\"}}");
    }
    long start = (START + id * 10L + level) * 1_000_000;
    long end = (START + 60_000 - level * 2_000L) * 1_000_000;
    return "{\"resourceSpans\":[{\"resource\":{\"attributes\":[]},\"scopeSpans\":[{\"scope\":"
        + "{\"name\":\""
        + scope
        + "\"},\"spans\":[{\"traceId\":\""
        + String.format("%032x", 0xabcL + trace)
        + "\",\"spanId\":\""
        + String.format("%016x", id)
        + "\",\"parentSpanId\":\""
        + (parent == 0 ? "" : String.format("%016x", parent))
        + "\",\"name\":\""
        + name
        + "\",\"startTimeUnixNano\":\""
        + start
        + "\",\"endTimeUnixNano\":\""
        + end
        + "\",\"attributes\":["
        + list
        + "]}]}]}]}";
  }

  private static String chat(
      int trace, int id, int parent, int level, String scope, String in, String out) {
    return span(
        trace,
        id,
        parent,
        level,
        scope,
        "chat gpt-4o",
        "gen_ai.operation.name",
        "chat",
        "gen_ai.provider.name",
        "openai",
        "gen_ai.request.model",
        "gpt-4o",
        "gen_ai.response.id",
        "resp_" + trace + in,
        "gen_ai.usage.input_tokens",
        in,
        "gen_ai.usage.output_tokens",
        out);
  }

  /** What emitters send for one agent run that a framework and a client library both see. */
  private static List<String> twiceInstrumented() {
    return List.of(
        span(1, 1, 0, 0, "http", "POST /ask", "http.request.method", "POST"),
        span(
            1,
            2,
            1,
            1,
            "framework",
            "invoke_agent shop",
            "gen_ai.operation.name",
            "invoke_agent",
            "gen_ai.agent.name",
            "shop",
            "gen_ai.conversation.id",
            "conv_1",
            "gen_ai.usage.input_tokens",
            "3000",
            "gen_ai.usage.output_tokens",
            "300"),
        chat(1, 3, 2, 2, "framework", "1000", "100"),
        chat(1, 4, 3, 3, "client", "1000", "100"),
        chat(1, 5, 2, 2, "framework", "2000", "200"),
        chat(1, 6, 5, 3, "client", "2000", "200"),
        // A Parley Step around an instrumented client.
        span(
            2,
            1,
            0,
            0,
            "dev.parley.sdk",
            "answer",
            "gen_ai.l9.span.kind",
            "llm",
            "parley.usage.role",
            "wrapper",
            "gen_ai.conversation.id",
            "conv_2"),
        chat(2, 2, 1, 1, "dev.parley.openai", "500", "50"));
  }

  @Test
  @DisplayName("ING-04: twice instrumented, wrapped and repeated by an agent, in any order")
  void onceInAnyOrder() throws Exception {
    List<String> spans = new ArrayList<>(twiceInstrumented());
    for (int seed = 0; seed < 2; seed++) {
      Collections.shuffle(spans, new Random(seed));
      Path data = folder.resolve("data" + seed);
      int middle = spans.size() / 2;
      try (ParleyServer server = ParleyServer.start(ServerConfig.forFolder(data))) {
        for (String span : spans.subList(0, middle)) {
          post(server, span);
        }
      }
      try (ParleyServer server = ParleyServer.start(ServerConfig.forFolder(data))) {
        for (String span : spans.subList(middle - 1, spans.size())) {
          post(server, span);
        }
        assertTotals(server);
      }
    }
  }

  private void assertTotals(ParleyServer server) throws Exception {
    String range = "?from=" + (START - 1000) + "&to=" + (START + 100_000);
    JsonNode overview = get(server, "/overview" + range);
    assertThat(overview.at("/tokens/total").longValue()).isEqualTo(3850);
    assertThat(overview.at("/tokens/input").longValue()).isEqualTo(3500);
    assertThat(overview.at("/success/calls").longValue()).isEqualTo(3);

    JsonNode conversations = get(server, "/conversations" + range).path("conversations");
    assertThat(conversations).hasSize(2);
    for (JsonNode row : conversations) {
      boolean first = row.path("id").textValue().equals("conv_1");
      assertThat(row.at("/tokens/total").longValue()).isEqualTo(first ? 3300 : 550);
      assertThat(row.path("calls").longValue()).isEqualTo(first ? 2 : 1);
      JsonNode flow = get(server, "/conversation?id=" + row.path("id").textValue());
      assertThat(flow.at("/totals/tokens/total")).isEqualTo(row.at("/tokens/total"));
      assertThat(flow.at("/turns/0/calls").longValue()).isEqualTo(first ? 2 : 1);
      assertThat(flow.at("/totals/cost")).isEqualTo(row.path("cost"));
    }

    JsonNode first = get(server, "/traces/" + String.format("%032x", 0xabdL));
    JsonNode second = get(server, "/traces/" + String.format("%032x", 0xabeL));
    assertThat(first.at("/tokens/total").longValue()).isEqualTo(3300);
    assertThat(second.at("/tokens/total").longValue()).isEqualTo(550);
    assertThat(first.path("conversationIds")).hasSize(1);
    assertThat(amount(first.path("cost")).add(amount(second.path("cost"))))
        .isPositive()
        .isEqualByComparingTo(amount(overview.at("/cost/total")));
    for (JsonNode span : first.path("spans")) {
      assertThat(span.path("conversationId").textValue()).isEqualTo("conv_1");
      String name = span.path("scope").textValue() + " " + span.path("role").textValue();
      if (name.equals("client own")) {
        assertThat(span.path("seenBy").intValue()).isEqualTo(2);
        assertThat(span.path("counted").booleanValue()).isTrue();
      } else {
        assertThat(span.path("counted").booleanValue()).as(name).isFalse();
        assertThat(span.path("cost").isNull()).isTrue();
      }
    }
    long listed = 0;
    for (JsonNode span : get(server, "/traces" + range).path("spans")) {
      listed += span.path("counted").booleanValue() ? span.at("/tokens/total").longValue() : 0;
    }
    assertThat(listed).isEqualTo(3850);
  }

  private static BigDecimal amount(JsonNode money) {
    return new BigDecimal(money.path("amount").asText());
  }

  private void post(ParleyServer server, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.httpAddress() + "/v1/traces"))
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
  }

  private JsonNode get(ParleyServer server, String path) throws Exception {
    HttpResponse<String> response =
        client.send(
            HttpRequest.newBuilder(URI.create(server.httpAddress() + BASE + path)).build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return JSON.readTree(response.body());
  }
}
