package dev.parley.bench.load;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.bench.Median;
import dev.parley.bench.server.Answers;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** How long the screens' questions take through the API: the median of several, after a first. */
final class Reads {
  private static final int TIMES = 9;
  private static final long DAY_MILLIS = 86_400_000;
  private static final int TURNS = 35;

  private final Answers answers;
  private final long to;

  /**
   * @param server address of the server
   * @param to the newest moment asked for, in milliseconds since the epoch
   */
  Reads(String server, long to) {
    this.answers = new Answers(server);
    this.to = to;
  }

  /** Median milliseconds by question. */
  Map<String, Double> medians() throws IOException, InterruptedException {
    String day = "from=" + (to - DAY_MILLIS) + "&to=" + to;
    String month = "from=" + (to - 30 * DAY_MILLIS) + "&to=" + to;
    JsonNode longest = answers.get("conversations?" + day + "&limit=200&sort=turns&order=desc");
    String conversation = ofTurns(longest.path("conversations")).path("id").asText();
    JsonNode flow = answers.get("conversation?id=" + conversation);
    String trace = flow.at("/turns/0/traceIds/0").asText();
    Map<String, String> questions = new LinkedHashMap<>();
    questions.put("overview, 24 h", "overview?" + day);
    questions.put("overview, 30 d", "overview?" + month);
    questions.put("conversations by time, 24 h", "conversations?" + day + "&limit=50");
    questions.put("conversations by cost, 24 h", "conversations?" + day + "&limit=50&sort=cost");
    questions.put("conversations by time, 30 d", "conversations?" + month + "&limit=50");
    questions.put("conversations by cost, 30 d", "conversations?" + month + "&limit=50&sort=cost");
    questions.put(
        "flow of " + flow.path("turns").size() + " turns", "conversation?id=" + conversation);
    questions.put("trace", "traces/" + trace);
    questions.put("spans by time, 24 h", "traces?" + day + "&limit=50");
    questions.put("search in spans, 24 h", "traces?" + day + "&q=nosuchwordatall");
    questions.put("search in conversations, 24 h", "conversations?" + day + "&q=nosuchwordatall");
    Map<String, Double> medians = new LinkedHashMap<>();
    for (Map.Entry<String, String> question : questions.entrySet()) {
      medians.put(question.getKey(), median(question.getValue()));
    }
    return medians;
  }

  /** The one with as many turns as a flow of some 250 spans has, or a few less. */
  private static JsonNode ofTurns(JsonNode conversations) {
    for (JsonNode conversation : conversations) {
      if (conversation.path("turns").asInt() <= TURNS) {
        return conversation;
      }
    }
    return conversations.path(0);
  }

  private double median(String path) throws IOException, InterruptedException {
    answers.get(path);
    double[] millis = new double[TIMES];
    for (int i = 0; i < TIMES; i++) {
      long start = System.nanoTime();
      answers.get(path);
      millis[i] = (System.nanoTime() - start) / 1e6;
    }
    return Median.of(millis);
  }
}
