package dev.parley.examples.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/** What the applications of the examples stand on, each asked in its own way. */
enum Framework {
  LANGCHAIN4J {
    @Override
    Application application() {
      return Application.langChain4j();
    }

    @Override
    void assertSteps(JsonNode steps) {
      LangChain4jTest.assertTree(steps);
    }
  },

  SPRING_AI {
    @Override
    Application application() throws IOException {
      return Application.springAi();
    }

    @Override
    void assertSteps(JsonNode steps) {
      SpringTest.assertTree(steps, "call", "stream");
    }
  },

  SPRING_BOOT_3 {
    @Override
    Application application() throws IOException {
      return Application.springBoot3();
    }

    @Override
    CompletableFuture<String> ask(ApplicationProcess desk, int order) {
      return new DeskChat(desk).ask(order);
    }

    @Override
    String question(int order) {
      return DeskChat.question(order);
    }

    @Override
    void assertSteps(JsonNode steps) {
      assertThat(steps.findValuesAsText("kind"))
          .containsExactlyInAnyOrder("tool_call", "step", "model_call");
    }
  };

  abstract Application application() throws IOException;

  /** The answer to the question; of every other order piece by piece, where a shop is asked. */
  CompletableFuture<String> ask(ApplicationProcess shop, int order) {
    String path = order % 2 == 0 ? "/chat" : "/chat/stream";
    return new ShopChat(shop, true).ask(path, order, question(order));
  }

  /** In the conversation {@code c-4711} the user {@code u-4711} asks this about order 4711. */
  String question(int order) {
    return ShopChat.question(order);
  }

  /** What the turn that answered the question is made of. */
  abstract void assertSteps(JsonNode steps);
}
