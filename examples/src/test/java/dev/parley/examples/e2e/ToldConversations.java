package dev.parley.examples.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.examples.e2e.RecordingProvider.Served;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/** What a server has of conversations, held against what their provider has served. */
final class ToldConversations {
  private ToldConversations() {}

  /** A row for each conversation of the last hour. */
  static JsonNode rows(RunningServer server) {
    Instant now = Instant.now();
    return server
        .get("conversations", now.minusSeconds(3600), now.plusSeconds(60), null, "limit", "100")
        .path("conversations");
  }

  /** What the provider has served, in calls, tokens and money. */
  static void assertServed(JsonNode row, List<Served> served) {
    assertThat(served).isNotEmpty();
    assertThat(row.path("calls").asInt()).isEqualTo(served.size());
    long input = served.stream().mapToLong(Served::input).sum();
    long output = served.stream().mapToLong(Served::output).sum();
    assertThat(row.at("/tokens/input").asLong()).isEqualTo(input);
    assertThat(row.at("/tokens/output").asLong()).isEqualTo(output);
    BigDecimal cost =
        served.stream()
            .map(
                each ->
                    new BigDecimal(each.path().equals("/embeddings") ? "0.02" : "2.50")
                        .multiply(BigDecimal.valueOf(each.input()))
                        .add(new BigDecimal("10.00").multiply(BigDecimal.valueOf(each.output()))))
            .reduce(BigDecimal.ZERO, BigDecimal::add)
            .movePointLeft(6);
    assertThat(new BigDecimal(row.at("/cost/amount").asText())).isEqualByComparingTo(cost);
  }

  /** The first turn begins with this text of the user's, and goes on. */
  static void assertSaid(RunningServer server, String conversation, String text) {
    JsonNode messages = server.get("conversation?id=" + conversation).at("/turns/0/messages");
    assertThat(messages.findValuesAsText("content"))
        .hasSizeGreaterThan(1)
        .anyMatch(said -> said.startsWith(text));
  }

  /** None of these words is told of a conversation, nor by the spans of its first turn. */
  static void assertWithheld(RunningServer server, String conversation, String... words) {
    JsonNode flow = server.get("conversation?id=" + conversation);
    assertThat(flow.toString()).doesNotContain(words);
    JsonNode steps = flow.at("/turns/0/steps");
    assertThat(steps).isNotEmpty();
    for (JsonNode step : steps) {
      String span =
          "traces/" + step.path("traceId").asText() + "/spans/" + step.path("spanId").asText();
      assertThat(server.get(span).toString()).doesNotContain(words);
    }
  }
}
