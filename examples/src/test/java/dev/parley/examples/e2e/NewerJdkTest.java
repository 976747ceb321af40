package dev.parley.examples.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The applications on LangChain4j, Spring AI and Spring Boot 3 on a newer JDK than the tests run
 * on, each a process, with one server for all.
 */
class NewerJdkTest {
  private static final int AT_ONCE = 3;

  /** The orders before those that each application is asked for. */
  private static final int LANGCHAIN4J = 4700;

  private static final int SPRING_AI = 4710;
  private static final int DESK = 4720;

  @Test
  @DisplayName(
      "IN-05 XP-03: LangChain4j, Spring AI and Spring Boot 3 are told whole on a newer JDK")
  void whole(@TempDir Path folder) throws Exception {
    talk(folder, true);
  }

  @Test
  @DisplayName("CTX-29: and on a newer JDK they keep to themselves what they are told to")
  void withoutContent(@TempDir Path folder) throws Exception {
    talk(folder, false);
  }

  private static void talk(Path folder, boolean content) throws Exception {
    Path jdk = Application.newerJdk();
    try (RunningServer server = RunningServer.start(folder, ThreeConversations.PRICES);
        RecordingProvider provider = RecordingProvider.start();
        ApplicationProcess langChain4j =
            Application.langChain4j().on(jdk).content(content).start(server, provider);
        ApplicationProcess springAi =
            Application.springAi().on(jdk).content(content).start(server, provider);
        ApplicationProcess desk =
            Application.springBoot3().on(jdk).content(content).start(server, provider)) {
      new ShopChat(langChain4j, true).askAtOnce(LANGCHAIN4J, AT_ONCE);
      new ShopChat(springAi, true).askAtOnce(SPRING_AI, AT_ONCE);
      DeskChat help = new DeskChat(desk);
      IntStream.rangeClosed(1, AT_ONCE)
          .mapToObj(i -> help.ask(DESK + i))
          .toList()
          .forEach(CompletableFuture::join);
      langChain4j.end();
      springAi.end();
      desk.end();

      assertThat(ToldConversations.rows(server)).hasSize(3 * AT_ONCE);
      for (JsonNode row : ToldConversations.rows(server)) {
        String id = row.path("id").asText();
        int order = Integer.parseInt(id.substring("c-".length()));
        ToldConversations.assertServed(row, provider.served("order " + order));
        assertThat(row.path("user").asText()).isEqualTo("u-" + order);
        assertThat(row.path("turns").asInt()).isEqualTo(1);
        assertThat(row.path("toolCalls").asInt()).isEqualTo(1);
        JsonNode steps = server.get("conversation?id=" + id).at("/turns/0/steps");
        if (order > DESK) {
          assertThat(steps.findValuesAsText("kind"))
              .containsExactlyInAnyOrder("tool_call", "step", "model_call");
        } else if (order > SPRING_AI) {
          SpringTest.assertTree(steps);
        } else {
          LangChain4jTest.assertTree(steps);
        }
        if (content) {
          ToldConversations.assertSaid(
              server, id, order > DESK ? DeskChat.question(order) : ShopChat.question(order));
        } else {
          ToldConversations.assertWithheld(
              server, id, "my refund", "desk lamp", "Refunds are", "payment_method");
        }
      }
    }
  }
}
