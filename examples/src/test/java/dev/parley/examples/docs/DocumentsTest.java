package dev.parley.examples.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DocumentsTest {
  static final Path ROOT = root();

  /**
   * A code span that looks like a path of the repository: it has a slash and no space, glob or
   * placeholder.
   */
  private static final Pattern PATH = Pattern.compile("`([\\w.-]+(?:/[\\w.-]+)+/?)`");

  private static final Pattern LINK =
      Pattern.compile("]\\((?!https?:|#|mailto:)([^)#]+)(?:#[^)]*)?\\)");
  private static final Pattern LEDGER_ROW =
      Pattern.compile("^\\| ([A-Z]+-\\d+) \\|.*\\| (proved|open) \\|$", Pattern.MULTILINE);
  private static final Pattern ID = Pattern.compile("\\b[A-Z]{1,5}-\\d{1,2}\\b");
  private static final Pattern DISPLAY_NAME =
      Pattern.compile("@DisplayName\\(\\s*((?:\"(?:[^\"\\\\]|\\\\.)*\"[\\s+]*)+)\\)");

  private static final Pattern JAVA_BLOCK = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);

  /** The second column. */
  private static final Pattern TABLE_ROW =
      Pattern.compile("^\\| .* \\| (.*) \\|$", Pattern.MULTILINE);

  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final Pattern EXAMPLE = Pattern.compile("\\./parley example ([a-z0-9-]+)");
  private static final Pattern LISTED = Pattern.compile("all\\.put\\(\\s*\"([^\"]+)\"");

  private static final Pattern SCRIPT_TEST =
      Pattern.compile("\\b(?:test|it|describe)\\(\\s*['\"`]([^'\"`]*)");

  @Test
  @DisplayName("Every path that the architecture page names exists")
  void architectureNamesWhatExists() throws IOException {
    List<String> paths = find(PATH, Files.readString(ROOT.resolve("docs/architecture.md"), UTF_8));
    assertThat(paths).hasSizeGreaterThan(20);
    assertThat(paths).allSatisfy(path -> assertThat(ROOT.resolve(path)).exists());
  }

  @Test
  @DisplayName("Every relative link in the documents leads somewhere")
  void linksLeadSomewhere() throws IOException {
    for (Path document : documents()) {
      for (String link : find(LINK, Files.readString(document, UTF_8))) {
        assertThat(document.resolveSibling(link).normalize()).as("link in %s", document).exists();
      }
    }
  }

  @Test
  @DisplayName("The acceptance ledger calls an id proved if and only if a test names it")
  void ledgerAgreesWithTests() throws IOException {
    Map<String, String> ledger = new TreeMap<>();
    Matcher row = LEDGER_ROW.matcher(Files.readString(ROOT.resolve("docs/acceptance.md"), UTF_8));
    while (row.find()) {
      assertThat(ledger.put(row.group(1), row.group(2))).as("%s twice", row.group(1)).isNull();
    }
    assertThat(ledger).hasSizeGreaterThan(150);
    Set<String> named = idsNamedByTests();
    Set<String> proved = new TreeSet<>();
    ledger.forEach(
        (id, state) -> {
          if (state.equals("proved")) {
            proved.add(id);
          }
        });
    named.retainAll(ledger.keySet());
    assertThat(proved).isEqualTo(named);
  }

  @Test
  @DisplayName("Every Java block of the pages in docs is compiled: it stands in an example")
  void blocksAreCompiled() throws IOException {
    String examples = examples();
    int blocks = 0;
    for (Path page : pages()) {
      for (String block : find(JAVA_BLOCK, Files.readString(page, UTF_8))) {
        blocks++;
        assertThat(examples).as("block of %s: %s", page, block).contains(dense(block));
      }
    }
    assertThat(blocks).isGreaterThan(30);
  }

  @Test
  @DisplayName("Every Java line of the table for those who come from Python is compiled")
  void pythonTableIsCompiled() throws IOException {
    String examples = examples();
    int lines = 0;
    for (String row :
        find(TABLE_ROW, Files.readString(ROOT.resolve("docs/from-python.md"), UTF_8))) {
      for (String code : find(CODE, row)) {
        // Names, settings and types alone are no lines.
        if (code.contains("(\"") || code.contains(").")) {
          lines++;
          assertThat(examples).as("row %s", row).contains(dense(code));
        }
      }
    }
    assertThat(lines).isGreaterThan(50);
  }

  @Test
  @DisplayName("Every example that the pages run is in the list of ./parley example")
  void examplesExist() throws IOException {
    Set<String> named = new TreeSet<>();
    for (Path page : pages()) {
      named.addAll(find(EXAMPLE, Files.readString(page, UTF_8)));
    }
    assertThat(named).hasSizeGreaterThan(15);
    assertThat(find(LISTED, read("examples/src/main/java/dev/parley/examples/Examples.java")))
        .containsAll(named);
  }

  private static String read(String path) throws IOException {
    return Files.readString(ROOT.resolve(path), UTF_8);
  }

  static List<Path> pages() throws IOException {
    try (Stream<Path> files = Files.list(ROOT.resolve("docs"))) {
      return files.filter(path -> path.toString().endsWith(".md")).toList();
    }
  }

  /** The sources of all examples without blanks. */
  private static String examples() throws IOException {
    StringBuilder all = new StringBuilder();
    // The last two have class paths of their own.
    for (String folder : List.of("examples", "examples/spring-ai", "examples/spring-boot-3")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(folder).resolve("src/main"))) {
        for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
          all.append(dense(Files.readString(file, UTF_8))).append('\n');
        }
      }
    }
    return all.toString();
  }

  static String dense(String code) {
    return code.replaceAll("\\s", "");
  }

  private static Set<String> idsNamedByTests() throws IOException {
    Set<String> ids = new TreeSet<>();
    try (Stream<Path> files = Files.walk(ROOT)) {
      List<Path> tests =
          files
              .filter(DocumentsTest::isSource)
              .filter(
                  path -> {
                    String name = ROOT.relativize(path).toString().replace('\\', '/');
                    return (name.contains("src/test/") && name.endsWith(".java"))
                        || name.matches("ui/.*\\.test\\.(ts|tsx|mjs)");
                  })
              .toList();
      for (Path test : tests) {
        String text = Files.readString(test, UTF_8);
        Pattern names = test.toString().endsWith(".java") ? DISPLAY_NAME : SCRIPT_TEST;
        for (String name : find(names, text)) {
          Matcher id = ID.matcher(name);
          while (id.find()) {
            ids.add(id.group());
          }
        }
      }
    }
    return ids;
  }

  private static boolean isSource(Path path) {
    String name = ROOT.relativize(path).toString().replace('\\', '/');
    return Files.isRegularFile(path)
        && !name.startsWith("target/")
        && !name.contains("/target/")
        && !name.contains("node_modules/")
        && !name.startsWith(".git/");
  }

  private static List<Path> documents() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT)) {
      return files
          .filter(DocumentsTest::isSource)
          .filter(path -> path.toString().endsWith(".md"))
          .toList();
    }
  }

  static List<String> find(Pattern pattern, String text) {
    List<String> found = new ArrayList<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }

  private static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("parley"))) {
      folder = folder.getParent();
      if (folder == null) {
        throw new IllegalStateException(
            "The repository's root (the folder with `parley`) was not found");
      }
    }
    return folder;
  }
}
