package dev.parley.examples.modules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compiles and runs an application that is a module itself, with everything on its module path. */
class ModulePathTest {
  private static final Set<String> PARLEY =
      Set.of("dev.parley.pricing", "dev.parley.sdk", "dev.parley.instrumentation");

  /** What an application has that uses the SDK; nothing of tests or of clients of models. */
  private static final Pattern NEEDED =
      Pattern.compile(
          "(parley-(pricing|sdk|instrumentation)|opentelemetry-(?!proto|sdk-testing)"
              + "|okhttp-jvm|okio-jvm|kotlin-stdlib-\\d|jspecify).*\\.jar");

  private static final String DESCRIPTOR =
      """
      module shop {
        requires dev.parley.pricing;
        requires dev.parley.sdk;
        requires dev.parley.instrumentation;
        requires io.opentelemetry.api;
        requires io.opentelemetry.context;
        requires io.opentelemetry.sdk.common;
        requires io.opentelemetry.sdk.trace;
      }
      """;

  private static final String MAIN =
      """
      package shop;

      import dev.parley.pricing.Price;
      import dev.parley.pricing.PriceBook;
      import dev.parley.sdk.Conversation;
      import dev.parley.sdk.Parley;
      import dev.parley.sdk.Step;
      import io.opentelemetry.api.trace.Span;
      import io.opentelemetry.sdk.common.CompletableResultCode;
      import io.opentelemetry.sdk.trace.data.SpanData;
      import io.opentelemetry.sdk.trace.export.SpanExporter;
      import java.util.Collection;

      public final class Main {
        public static void main(String[] arguments) {
          for (String name : arguments) {
            System.out.println("module " + ModuleLayer.boot().findModule(name).orElseThrow().getName());
          }
          System.out.println("sdk in " + Parley.class.getModule().getName());
          try (Parley parley =
              Parley.builder()
                  .serviceName("shop")
                  .prices(PriceBook.empty().with("gpt-4o", Price.perMillion("2.50", "10.00")))
                  .spanExporter(new Printing())
                  .build()) {
            Conversation.of("c1").user("u1").run(() -> Step.llm("answer").on(parley).run(Main::call));
          }
        }

        private static void call() {
          Span.current()
              .setAttribute("gen_ai.response.model", "gpt-4o-2024-08-06")
              .setAttribute("gen_ai.usage.input_tokens", 1000)
              .setAttribute("gen_ai.usage.output_tokens", 500);
        }

        private static final class Printing implements SpanExporter {
          @Override
          public CompletableResultCode export(Collection<SpanData> spans) {
            for (SpanData span : spans) {
              System.out.println("span " + span.getName());
              span.getAttributes()
                  .forEach((key, value) -> System.out.println(key.getKey() + "=" + value));
            }
            return CompletableResultCode.ofSuccess();
          }

          @Override
          public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
          }

          @Override
          public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
          }
        }
      }
      """;

  private List<Path> jars;

  @BeforeEach
  void findJars() {
    jars =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(Path::of)
            .filter(path -> NEEDED.matcher(path.getFileName().toString()).matches())
            .toList();
    assumeThat(jars.stream().filter(jar -> jar.getFileName().toString().startsWith("parley-")))
        .as("NOT TESTED: modules are jars, and this build made none; mvn verify makes them")
        .hasSize(PARLEY.size());
  }

  @Test
  @DisplayName("NFR-02: each of our jars is a module of its name, and no package is in two")
  void uniqueNamesAndPackages() {
    var homes = new TreeMap<String, Set<String>>();
    var names = new ArrayList<String>();
    for (ModuleReference module : modules()) {
      names.add(module.descriptor().name());
      module
          .descriptor()
          .packages()
          .forEach(
              name ->
                  homes
                      .computeIfAbsent(name, key -> new TreeSet<>())
                      .add(module.descriptor().name()));
    }

    assertThat(names).doesNotHaveDuplicates().hasSize(jars.size()).containsAll(PARLEY);
    assertThat(homes).allSatisfy((name, modules) -> assertThat(modules).as(name).hasSize(1));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("javaHomes")
  @DisplayName("NFR-02: an application that is a module has conversations and costs on its spans")
  void runsOnTheModulePath(Path javaHome, @TempDir Path folder) throws Exception {
    Path sources = Files.createDirectories(folder.resolve("src/shop"));
    Path descriptor = Files.writeString(sources.resolveSibling("module-info.java"), DESCRIPTOR);
    Path main = Files.writeString(sources.resolve("Main.java"), MAIN);
    Path classes = folder.resolve("classes");
    compile(classes, descriptor, main);

    List<String> command = new ArrayList<>();
    command.add(javaHome.resolve("bin/java").toString());
    command.addAll(List.of("-Dotel.metrics.exporter=none", "-Dotel.logs.exporter=none"));
    command.addAll(List.of("-p", classes + File.pathSeparator + modulePath(), "-m"));
    command.add("shop/shop.Main");
    command.addAll(PARLEY);
    Path said = folder.resolve("said");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    try {
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    } finally {
      process.destroyForcibly();
    }

    String output = Files.readString(said, StandardCharsets.UTF_8);
    assertThat(process.exitValue()).as(output).isZero();
    assertThat(output.lines())
        .contains("sdk in dev.parley.sdk", "span answer")
        .contains("gen_ai.conversation.id=c1", "user.id=u1", "gen_ai.conversation.turn_number=1")
        .contains("gen_ai.usage.cost_usd=0.0075")
        .containsAll(PARLEY.stream().map(name -> "module " + name).toList());
  }

  /** The JDK of this test, and the newer one where the build was given one. */
  static Stream<Path> javaHomes() {
    return Stream.of(System.getProperty("java.home"), System.getProperty("parley.newer.jdk"))
        .filter(home -> home != null)
        .map(Path::of);
  }

  private Set<ModuleReference> modules() {
    return ModuleFinder.of(jars.toArray(Path[]::new)).findAll();
  }

  private void compile(Path classes, Path... sources) {
    var arguments = new ArrayList<>(List.of("-d", classes.toString(), "-p", modulePath()));
    Stream.of(sources).map(Path::toString).forEach(arguments::add);
    StringWriter said = new StringWriter();
    PrintWriter out = new PrintWriter(said, true);
    int exit =
        ToolProvider.findFirst("javac")
            .orElseThrow()
            .run(out, out, arguments.toArray(new String[0]));
    assertThat(exit).as(said.toString()).isZero();
  }

  private String modulePath() {
    return jars.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
  }
}
