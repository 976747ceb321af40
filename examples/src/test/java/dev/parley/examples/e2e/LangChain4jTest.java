package dev.parley.examples.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.examples.e2e.RecordingProvider.Served;
import dev.parley.examples.langchain4j.Shop;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The LangChain4j example as a process, and what a server has of it in the end. */
class LangChain4jTest {
  private static final String QUESTION =
      "Hi, I returned my desk lamp two weeks ago (order %s) and I still haven't seen the refund."
          + " What is going on?";

  /** It says no number, so that it finds the answer in the memory alone. */
  private static final String YES = "Yes please, release it.";

  private static final int AT_ONCE = 50;

  @Test
  @DisplayName("XP-03: an agent of LangChain4j is told whole, and 50 at once never mix")
  void whole(@TempDir Path folder) throws Exception {
    try (RunningServer server = RunningServer.start(folder, ThreeConversations.PRICES);
        RecordingProvider provider = RecordingProvider.start();
        ApplicationProcess shop =
            ApplicationProcess.example(Shop.class, server.http(), provider.baseUrl(), Map.of())) {
      assertThat(ask(shop, "/chat", 4700, QUESTION.formatted("4700")).join())
          .contains("I found order 4700: the desk lamp");
      assertThat(ask(shop, "/chat/stream", 4700, YES).join()).contains("The refund R-4700");
      List<CompletableFuture<String>> answers = new ArrayList<>();
      for (int i = 1; i <= AT_ONCE; i++) {
        int order = 4700 + i;
        String path = i % 2 == 0 ? "/chat" : "/chat/stream";
        answers.add(ask(shop, path, order, QUESTION.formatted(order)));
      }
      answers.forEach(CompletableFuture::join);
      shop.end();

      JsonNode rows = ToldConversations.rows(server);
      assertThat(rows).hasSize(AT_ONCE + 1);
      for (JsonNode row : rows) {
        String order = row.path("id").asText().substring("c-".length());
        boolean first = order.equals("4700");
        List<Served> served =
            first ? provider.served("order 4700", YES) : provider.served("order " + order);
        ToldConversations.assertServed(row, served);
        assertThat(row.path("turns").asInt()).isEqualTo(first ? 2 : 1);
        assertThat(row.path("toolCalls").asInt()).isEqualTo(first ? 2 : 1);
        assertTree(server.get("conversation?id=c-" + order).at("/turns/0/steps"));
      }
      JsonNode flow = server.get("conversation?id=c-4700");
      assertThat(flow.at("/turns/0/messages").findValuesAsText("content"))
          .contains("You are the assistant of a shop.")
          .anyMatch(text -> text.startsWith(QUESTION.formatted("4700")))
          .anyMatch(text -> text.contains("Refunds are paid to the card"))
          .anyMatch(text -> text.startsWith("Thanks for your patience. I found order 4700"));
      assertThat(flow.at("/turns/1/messages").findValuesAsText("content"))
          .anyMatch(text -> text.startsWith(YES))
          .anyMatch(text -> text.startsWith("Done. The refund R-4700 of $42.00"));
      assertTree(flow.at("/turns/1/steps"));
    }
  }

  @Test
  @DisplayName("CTX-29: without content an agent of LangChain4j tells all the rest")
  void withoutContent(@TempDir Path folder) throws Exception {
    try (RunningServer server = RunningServer.start(folder, ThreeConversations.PRICES);
        RecordingProvider provider = RecordingProvider.start();
        ApplicationProcess shop =
            ApplicationProcess.example(
                Shop.class,
                server.http(),
                provider.baseUrl(),
                Map.of("OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT", "false"))) {
      shop.post("/chat?conversation=c-4701", QUESTION.formatted("4701"), "X-User", "u-1").join();
      shop.end();

      JsonNode row = ToldConversations.rows(server).path(0);
      ToldConversations.assertServed(row, provider.served("order 4701"));
      assertThat(row.path("user").asText()).isEqualTo("u-1");
      JsonNode flow = server.get("conversation?id=c-4701");
      assertTree(flow.at("/turns/0/steps"));
      assertThat(flow.toString()).doesNotContain("desk lamp").doesNotContain("Refunds are");
      for (JsonNode step : flow.at("/turns/0/steps")) {
        String span =
            "traces/" + step.path("traceId").asText() + "/spans/" + step.path("spanId").asText();
        assertThat(server.get(span).toString())
            .doesNotContain("desk lamp")
            .doesNotContain("Refunds are")
            .doesNotContain("payment_method");
      }
    }
  }

  private static CompletableFuture<String> ask(
      ApplicationProcess shop, String path, int order, String question) {
    return shop.post(path + "?conversation=c-" + order, question, "X-Asked", "by a test");
  }

  /** The agent is the root of all, and the embedding is within the retrieval. */
  private static void assertTree(JsonNode steps) {
    Map<String, String> kinds = new HashMap<>();
    steps.forEach(step -> kinds.put(step.path("spanId").asText(), step.path("kind").asText()));
    List<String> tree = new ArrayList<>();
    for (JsonNode step : steps) {
      String parent = kinds.get(step.path("parentSpanId").asText());
      tree.add((parent == null ? "" : parent + "/") + step.path("kind").asText());
    }
    assertThat(tree)
        .containsExactlyInAnyOrder(
            "agent",
            "agent/retrieval",
            "retrieval/embedding",
            "agent/model_call",
            "agent/tool_call",
            "agent/model_call");
  }
}
