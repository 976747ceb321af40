package dev.parley.examples.e2e;

import static dev.parley.examples.e2e.Framework.LANGCHAIN4J;
import static dev.parley.examples.e2e.Framework.SPRING_AI;
import static dev.parley.examples.e2e.Framework.SPRING_BOOT_3;

import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Applications on a newer JDK than the tests run on. */
class NewerJdkTest {

  @Test
  @DisplayName("IN-05 XP-03 CTX-29: frameworks on a newer JDK, with content and without")
  void frameworks(@TempDir Path folder) throws Exception {
    Path jdk = Application.newerJdk();
    UnaryOperator<Application> newer = plain -> plain.on(jdk);
    try (Runs runs = new Runs(folder)) {
      runs.and(LANGCHAIN4J, newer, true)
          .and(SPRING_AI, newer, true)
          .and(SPRING_BOOT_3, newer, true)
          .and(LANGCHAIN4J, newer, false)
          .and(SPRING_AI, newer, false)
          .and(SPRING_BOOT_3, newer, false)
          .assertTold();
    }
  }
}
