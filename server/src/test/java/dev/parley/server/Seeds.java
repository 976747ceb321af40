package dev.parley.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * The inputs that a fuzz test starts from and those that it once failed on, replayed as ordinary
 * tests: without the fuzzer's agent, which slows every class of the process.
 */
public final class Seeds {
  private Seeds() {}

  /** A test for each file in the folder that the fuzzer keeps for {@code method}. */
  public static Stream<DynamicTest> replay(Class<?> fuzzTest, String method, Check check)
      throws IOException, URISyntaxException {
    String folder = fuzzTest.getSimpleName() + "Inputs/" + method;
    URL inputs = fuzzTest.getResource(folder);
    assertThat(inputs).as("folder " + folder + " beside " + fuzzTest.getName()).isNotNull();
    List<Path> files;
    try (Stream<Path> all = Files.list(Path.of(inputs.toURI()))) {
      files = all.sorted().toList();
    }
    assertThat(files).as(folder).isNotEmpty();
    return files.stream()
        .map(
            file ->
                DynamicTest.dynamicTest(
                    method + ": " + file.getFileName(),
                    () -> check.accept(Files.readAllBytes(file))));
  }

  /** What has to hold for any input. */
  public interface Check {
    void accept(byte[] input) throws Exception;
  }
}
