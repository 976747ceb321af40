package dev.parley.examples.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.examples.demo.Demo;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo's application before a real server. */
class DemoTest {

  @Test
  @DisplayName("The demo's server shows conversations of all four clients, with tools and costs")
  void fourProviders(@TempDir Path folder) throws Exception {
    try (RunningServer server = RunningServer.start(folder)) {
      int status = Demo.run("--endpoint", server.http(), "--conversations", "48", "--history-only");

      assertThat(status).isZero();

      Instant now = Instant.now();
      JsonNode page =
          server.get(
              "conversations",
              now.minus(Duration.ofHours(25)),
              now.plus(Duration.ofHours(1)),
              null,
              "limit",
              "100");
      assertThat(page.path("total").asInt()).isEqualTo(48);
      List<JsonNode> rows = new ArrayList<>();
      page.path("conversations").forEach(rows::add);
      assertThat(rows)
          .allSatisfy(
              row -> {
                assertThat(row.path("cost").path("amount").asDouble()).as("%s", row).isPositive();
                assertThat(row.path("unpricedCalls").asInt()).as("%s", row).isZero();
              });
      checkTeam(rows, model -> model.startsWith("gpt-"));
      checkTeam(rows, model -> model.startsWith("claude-"));
      checkTeam(rows, model -> model.contains("amazon.nova") || model.contains("anthropic.claude"));
      checkTeam(rows, model -> model.startsWith("gemini-"));
    }
  }

  /** A customer has one team, whose models are all of one provider. */
  private static void checkTeam(List<JsonNode> rows, Predicate<String> ours) {
    List<JsonNode> team =
        rows.stream().filter(row -> ours.test(row.path("models").path(0).asText())).toList();
    assertThat(team).isNotEmpty();
    assertThat(team)
        .allSatisfy(row -> assertThat(row.path("models")).allMatch(m -> ours.test(m.asText())));
    assertThat(team).anySatisfy(row -> assertThat(row.path("toolCalls").asInt()).isPositive());
    assertThat(team)
        .allSatisfy(row -> assertThat(row.path("agents").toString()).contains("-agent"));
  }
}
