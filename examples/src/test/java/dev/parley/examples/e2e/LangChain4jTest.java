package dev.parley.examples.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.examples.e2e.RecordingProvider.Served;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The LangChain4j example as a process, and what a server has of it in the end. */
class LangChain4jTest {
  /** It says no number, so that it finds the answer in the memory alone. */
  private static final String YES = "Yes please, release it.";

  private static final int AT_ONCE = 50;

  /** The order of the conversation before those at once. */
  private static final int FIRST = 4700;

  @Test
  @DisplayName("XP-03: an agent of LangChain4j is told whole, and 50 at once never mix")
  void whole(@TempDir Path folder) throws Exception {
    try (RunningServer server = RunningServer.start(folder, ThreeConversations.PRICES);
        RecordingProvider provider = RecordingProvider.start();
        ApplicationProcess shop = Application.langChain4j().start(server, provider)) {
      // Whose conversation it is, the memory id says by itself.
      ShopChat chat = new ShopChat(shop, false);
      assertThat(chat.ask(FIRST).join()).contains("I found order 4700: the desk lamp");
      assertThat(chat.ask("/chat/stream", FIRST, YES).join()).contains("The refund R-4700");
      chat.askAtOnce(FIRST, AT_ONCE);
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
          .anyMatch(text -> text.startsWith(ShopChat.question(FIRST)))
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
            Application.langChain4j().content(false).start(server, provider)) {
      new ShopChat(shop, true).ask(4701).join();
      shop.end();

      JsonNode row = ToldConversations.rows(server).path(0);
      ToldConversations.assertServed(row, provider.served("order 4701"));
      assertThat(row.path("user").asText()).isEqualTo("u-4701");
      assertTree(server.get("conversation?id=c-4701").at("/turns/0/steps"));
      ToldConversations.assertWithheld(
          server, "c-4701", "desk lamp", "Refunds are", "payment_method");
    }
  }

  /** The agent is the root of all, and the embedding is within the retrieval. */
  static void assertTree(JsonNode steps) {
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
