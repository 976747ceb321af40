package dev.parley.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.GlobalOpenTelemetry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExamplesTest {
  private static final Path SOURCES = Path.of("src/main/java/dev/parley/examples");

  @AfterEach
  void forgetGlobal() {
    GlobalOpenTelemetry.resetForTest();
  }

  static Set<String> names() {
    Set<String> names = new TreeSet<>(Examples.all().keySet());
    // It exports to the receiver of the environment, which a test has not.
    names.remove("quickstart");
    return names;
  }

  @ParameterizedTest
  @MethodSource("names")
  @DisplayName("Every example runs to its end without an account")
  void runs(String name) throws Exception {
    Examples.main(new String[] {name});
  }

  @Test
  @DisplayName("Every class with a main method is in the list of examples")
  void complete() throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      long mains = files.filter(ExamplesTest::hasMain).count();
      // The list itself, the demo, and the help desk, which runs under the agent, have one too.
      assertThat(Examples.all()).hasSize((int) mains - 3);
    }
    assertThat(
            Examples.all().values().stream().map(Examples.Entry::shows).collect(Collectors.toSet()))
        .hasSize(Examples.all().size());
  }

  private static boolean hasMain(Path path) {
    try {
      return path.toString().endsWith(".java")
          && Files.readString(path).contains("public static void main(");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
