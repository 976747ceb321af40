package dev.parley.examples.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs the scripts of {@code ui/e2e}, which drive a real browser, against a server. */
final class Browser {
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

  private Browser() {}

  /** A process that runs a script of {@code ui/e2e} by Node, its output merged. */
  static ProcessBuilder node(String address, String... arguments) {
    ProcessBuilder builder = new ProcessBuilder("node");
    builder.command().addAll(List.of(arguments));
    builder.directory(root().resolve("ui").toFile()).redirectErrorStream(true);
    builder.environment().put("PARLEY_URL", address);
    builder.environment().put("PARLEY_BROWSER", executable());
    return builder;
  }

  /** Runs a test script and fails with what it said if a test in it fails. */
  static void run(String address, String script) throws IOException, InterruptedException {
    run(address, script, Map.of());
  }

  /** The same with more that the script finds in its environment. */
  static void run(String address, String script, Map<String, String> environment)
      throws IOException, InterruptedException {
    ProcessBuilder builder = node(address, "--test", "--test-reporter=spec", "e2e/" + script);
    builder.environment().putAll(environment);
    Process process = builder.start();
    String said =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    int code = process.waitFor();
    if (code != 0) {
      throw new AssertionError("ui/e2e/" + script + " failed:\n" + said);
    }
    if (said.contains("tests 0")) {
      throw new AssertionError("ui/e2e/" + script + " ran no test:\n" + said);
    }
  }

  private static String executable() {
    @Nullable String named = System.getenv("PARLEY_BROWSER");
    if (named != null && !named.isEmpty()) {
      return named;
    }
    for (String folder : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
      for (String name : NAMES) {
        Path file = Path.of(folder, name);
        if (Files.isExecutable(file)) {
          return file.toString();
        }
      }
    }
    throw new AssertionError(
        "The browser tests need Chromium or Chrome: install it (Debian: apt-get install chromium),"
            + " or set PARLEY_BROWSER to one; ./parley test does so where it may");
  }

  private static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(folder.resolve("ui/e2e"))) {
      folder = folder.getParent();
      if (folder == null) {
        throw new IllegalStateException(
            "The repository's root (the folder with ui/e2e) was not found");
      }
    }
    return folder;
  }
}
