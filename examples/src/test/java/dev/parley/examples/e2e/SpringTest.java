package dev.parley.examples.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Applications of Spring Boot, each a process, and what a server has of them in the end. */
class SpringTest {
  private static final String QUESTION =
      "Hi, I returned my desk lamp two weeks ago (order %s) and I still haven't seen the refund."
          + " What is going on?";
  private static final int AT_ONCE = 50;

  private static final String SHOP = "dev.parley.examples.springai.Shop";
  private static final String DESK = "dev.parley.examples.springboot.Desk";

  @Test
  @DisplayName("IN-05 XP-03: Spring AI with memory, tool, handbook is told whole, each call once")
  void springAi(@TempDir Path folder) throws Exception {
    try (RunningServer server = RunningServer.start(folder, ThreeConversations.PRICES);
        RecordingProvider provider = RecordingProvider.start();
        ApplicationProcess shop =
            ApplicationProcess.spring("spring-ai", SHOP, server.http(), provider.baseUrl())) {
      assertThat(ask(shop, "/chat", 4700, QUESTION.formatted("4700")).join())
          .contains("I found order 4700: the desk lamp");
      assertThat(ask(shop, "/chat/stream", 4700, "Is order 4700 late?").join())
          .contains("data:Thank you");
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
        ToldConversations.assertServed(row, provider.served("order " + order));
        assertThat(row.path("user").asText()).isEqualTo("u-" + order);
        assertThat(row.path("turns").asInt()).isEqualTo(order.equals("4700") ? 2 : 1);
        assertThat(row.path("toolCalls").asInt()).isEqualTo(1);
      }
      JsonNode flow = server.get("conversation?id=c-4700");
      assertTree(flow.at("/turns/0/steps"));
      assertThat(flow.at("/turns/0/messages").findValuesAsText("content"))
          .contains(QUESTION.formatted("4700"))
          .anyMatch(text -> text.startsWith("The handbook says: Refunds"))
          .anyMatch(text -> text.startsWith("Thanks for your patience. I found order 4700"));
      assertThat(flow.at("/turns/1/messages").findValuesAsText("content"))
          .contains("Is order 4700 late?")
          .anyMatch(text -> text.endsWith("with your order number I can tell you more."));
    }
  }

  @Test
  @DisplayName(
      "CTX-29: Spring Boot 3 and Spring AI, told to keep what is said to themselves, tell the rest")
  void withoutContent(@TempDir Path folder) throws Exception {
    try (RunningServer server = RunningServer.start(folder, ThreeConversations.PRICES);
        RecordingProvider provider = RecordingProvider.start();
        ApplicationProcess shop =
            ApplicationProcess.spring(
                "spring-ai",
                SHOP,
                server.http(),
                provider.baseUrl(),
                "--parley.content.capture=false");
        ApplicationProcess desk =
            ApplicationProcess.spring(
                "spring-boot-3",
                DESK,
                server.http(),
                provider.baseUrl(),
                "--parley.content.capture=false")) {
      ask(shop, "/chat", 4701, QUESTION.formatted("4701")).join();
      for (int i = 0; i < 2; i++) {
        desk.post(
                "/ask",
                "Where is my refund for order 4702?",
                "X-Thread",
                "c-4702",
                "X-User",
                "u-4702")
            .join();
      }
      shop.end();
      desk.end();

      JsonNode rows = ToldConversations.rows(server);
      assertThat(rows).hasSize(2);
      for (JsonNode row : rows) {
        String order = row.path("id").asText().substring("c-".length());
        ToldConversations.assertServed(row, provider.served("order " + order));
        assertThat(row.path("user").asText()).isEqualTo("u-" + order);
        assertThat(row.path("turns").asInt()).isEqualTo(order.equals("4702") ? 2 : 1);
        JsonNode flow = server.get("conversation?id=c-" + order);
        assertThat(flow.toString()).doesNotContain("refund").doesNotContain("handbook says");
        for (JsonNode step : flow.at("/turns/0/steps")) {
          String span =
              "traces/" + step.path("traceId").asText() + "/spans/" + step.path("spanId").asText();
          assertThat(server.get(span).toString())
              .doesNotContain("refund")
              .doesNotContain("Refunds are paid");
        }
      }
      List<String> desks =
          server.get("conversation?id=c-4702").at("/turns/0/steps").findValuesAsText("kind");
      assertThat(desks).containsExactlyInAnyOrder("tool_call", "step", "model_call");
    }
  }

  private static CompletableFuture<String> ask(
      ApplicationProcess shop, String path, int order, String question) {
    return shop.post(path + "?conversation=c-" + order, question, "X-User", "u-" + order);
  }

  /** Every step is inside the chat client's, and the calls and the tool are where they belong. */
  private static void assertTree(JsonNode steps) {
    TreeMap<String, JsonNode> byId = new TreeMap<>();
    steps.forEach(step -> byId.put(step.path("spanId").asText(), step));
    List<String> roots = new ArrayList<>();
    for (JsonNode step : steps) {
      JsonNode parent = byId.get(step.path("parentSpanId").asText());
      String name = step.path("name").asText();
      if (parent == null) {
        roots.add(name);
      } else if (step.path("kind").asText().equals("model_call")) {
        assertThat(parent.path("name").asText()).isEqualTo("call");
      } else if (step.path("kind").asText().equals("embedding")) {
        assertThat(parent.path("kind").asText()).isEqualTo("retrieval");
      }
    }
    assertThat(roots).containsExactly("spring_ai chat_client");
    assertThat(steps.findValuesAsText("kind"))
        .filteredOn(kind -> !kind.equals("step"))
        .containsExactlyInAnyOrder(
            "retrieval",
            "embedding",
            "model_call",
            "tool_call",
            "retrieval",
            "embedding",
            "model_call");
  }
}
