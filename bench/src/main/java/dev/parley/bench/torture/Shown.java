package dev.parley.bench.torture;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.bench.server.Answers;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** What the server shows, read through its API. */
final class Shown {
  private static final int PAGE = 500;

  private final Answers answers;

  Shown(String address) {
    this.answers = new Answers(address);
  }

  /** How often each span of a round is shown, as {@code TRACE SPAN}. */
  Map<String, Integer> spans(int round) throws IOException, InterruptedException {
    Map<String, Integer> times = new HashMap<>();
    for (int offset = 0; ; offset += PAGE) {
      JsonNode page =
          answers.get(
              "traces?spanKind=llm,agent&"
                  + window(round, round)
                  + "&sort=start&order=asc&limit="
                  + PAGE
                  + "&offset="
                  + offset);
      JsonNode spans = page.path("spans");
      for (JsonNode span : spans) {
        times.merge(
            span.path("traceId").asText() + " " + span.path("spanId").asText(), 1, Integer::sum);
      }
      if (spans.size() < PAGE) {
        return times;
      }
    }
  }

  /** The sums of the overview; turns are not among them. */
  Counts overview(int fromRound, int toRound) throws IOException, InterruptedException {
    JsonNode overview = answers.get("overview?" + window(fromRound, toRound));
    return new Counts(
        overview.path("spans").path("all").asLong(),
        overview.path("success").path("calls").asLong(),
        overview.path("success").path("errors").asLong(),
        overview.path("tokens").path("input").asLong(),
        overview.path("tokens").path("output").asLong(),
        0);
  }

  /** A conversation's row: what it sums up to, and its messages. */
  record Row(Counts counts, long messages) {}

  /** The conversations of a round; their rows count no spans. */
  Map<String, Row> conversations(int round) throws IOException, InterruptedException {
    Map<String, Row> rows = new TreeMap<>();
    JsonNode page = answers.get("conversations?" + window(round, round) + "&limit=" + PAGE);
    for (JsonNode row : page.path("conversations")) {
      rows.put(
          row.path("id").asText(),
          new Row(
              new Counts(
                  0,
                  row.path("calls").asLong(),
                  row.path("errors").asLong(),
                  row.path("tokens").path("input").asLong(),
                  row.path("tokens").path("output").asLong(),
                  row.path("turns").asLong()),
              row.path("messages").asLong()));
    }
    return rows;
  }

  /** All spans that the server says it has. */
  long total() throws IOException, InterruptedException {
    return answers.get("status").path("spans").asLong();
  }

  private static String window(int fromRound, int toRound) {
    return "from="
        + Batch.roundStart(fromRound) / 1_000_000
        + "&to="
        + Batch.roundStart(toRound + 1) / 1_000_000;
  }
}
