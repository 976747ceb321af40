package dev.parley.examples.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Applications of Spring Boot, each a process, and what a server has of them in the end. */
class SpringTest {
  private static final int AT_ONCE = 50;

  /** The order of the conversation before those at once. */
  private static final int FIRST = 4700;

  private static final String WITHOUT_CONTENT = "--parley.content.capture=false";

  @Test
  @DisplayName("IN-05 XP-03: Spring AI with memory, tool, handbook is told whole, each call once")
  void springAi(@TempDir Path folder) throws Exception {
    try (RunningServer server = RunningServer.start(folder, ThreeConversations.PRICES);
        RecordingProvider provider = RecordingProvider.start();
        ApplicationProcess shop = Application.springAi().start(server, provider)) {
      ShopChat chat = new ShopChat(shop, true);
      assertThat(chat.ask(FIRST).join()).contains("I found order 4700: the desk lamp");
      assertThat(chat.ask("/chat/stream", FIRST, "Is order 4700 late?").join())
          .contains("data:Thank you");
      chat.askAtOnce(FIRST, AT_ONCE);
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
      assertTree(flow.at("/turns/0/steps"), "call");
      assertThat(flow.at("/turns/0/messages").findValuesAsText("content"))
          .contains(ShopChat.question(FIRST))
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
            Application.springAi().with(WITHOUT_CONTENT).start(server, provider);
        ApplicationProcess desk =
            Application.springBoot3().with(WITHOUT_CONTENT).start(server, provider)) {
      new ShopChat(shop, true).ask(4701).join();
      for (int i = 0; i < 2; i++) {
        new DeskChat(desk).ask(4702).join();
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
        ToldConversations.assertWithheld(
            server, "c-" + order, "refund", "Refunds are paid", "handbook says");
      }
      List<String> desks =
          server.get("conversation?id=c-4702").at("/turns/0/steps").findValuesAsText("kind");
      assertThat(desks).containsExactlyInAnyOrder("tool_call", "step", "model_call");
    }
  }

  /** Every step is inside the chat client's, and the calls and the tool are where they belong. */
  static void assertTree(JsonNode steps, String... callers) {
    TreeMap<String, JsonNode> byId = new TreeMap<>();
    steps.forEach(step -> byId.put(step.path("spanId").asText(), step));
    List<String> roots = new ArrayList<>();
    for (JsonNode step : steps) {
      JsonNode parent = byId.get(step.path("parentSpanId").asText());
      String name = step.path("name").asText();
      if (parent == null) {
        roots.add(name);
      } else if (step.path("kind").asText().equals("model_call")) {
        assertThat(parent.path("name").asText()).isIn((Object[]) callers);
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
