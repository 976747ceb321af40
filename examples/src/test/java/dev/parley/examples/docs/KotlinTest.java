package dev.parley.examples.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.pricing.Price;
import dev.parley.sdk.Conversation;
import io.opentelemetry.context.Context;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the pages say in Kotlin stands in an example, which Kotlin compiles and runs. */
class KotlinTest {
  private static final Pattern BLOCK = Pattern.compile("```kotlin\\n(.*?)```", Pattern.DOTALL);
  private static final Path EXAMPLE =
      DocumentsTest.ROOT.resolve(
          "examples/src/test/kotlin/dev/parley/examples/context/Coroutines.kt");

  /** The compiler, and what the example needs beside Parley; the tests run in this folder. */
  private static final Path KOTLIN = Path.of("target/kotlin");

  @Test
  @DisplayName("Every Kotlin block of the pages in docs is compiled: it stands in an example")
  void blocksAreCompiled() throws IOException {
    String example = DocumentsTest.dense(Files.readString(EXAMPLE, UTF_8));
    int blocks = 0;
    for (Path page : DocumentsTest.pages()) {
      for (String block : DocumentsTest.find(BLOCK, Files.readString(page, UTF_8))) {
        blocks++;
        assertThat(example).as("block of %s: %s", page, block).contains(DocumentsTest.dense(block));
      }
    }
    assertThat(blocks).isPositive();
  }

  @Test
  @DisplayName(
      "Kotlin's coroutines take the conversation along as the page says, compiled by Kotlin")
  void runs(@TempDir Path classes) throws Exception {
    List<String> libraries = new ArrayList<>();
    try (Stream<Path> jars = Files.list(KOTLIN)) {
      jars.forEach(jar -> libraries.add(jar.toString()));
    }
    for (Class<?> known : List.of(Conversation.class, Price.class, Context.class)) {
      libraries.add(origin(known));
    }
    java(
        KOTLIN + "/*",
        "org.jetbrains.kotlin.cli.jvm.K2JVMCompiler",
        "-no-stdlib",
        "-no-reflect",
        "-Werror",
        "-jvm-target",
        "17",
        "-cp",
        String.join(File.pathSeparator, libraries),
        "-d",
        classes.toString(),
        EXAMPLE.toString());

    String all =
        String.join(
            File.pathSeparator,
            classes.toString(),
            KOTLIN + "/*",
            System.getProperty("java.class.path"));
    assertThat(java(all, "dev.parley.examples.context.CoroutinesKt").lines())
        .containsExactly(
            "first session_123 user_456", "second session_789 null", "third null null");
  }

  private static String origin(Class<?> known) throws URISyntaxException {
    return Path.of(known.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
  }

  /** Runs a main class to its end, and gives what it has printed. */
  private static String java(String classPath, String main, String... arguments)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath,
                main));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }
}
